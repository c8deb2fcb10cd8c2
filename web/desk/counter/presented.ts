import type { CounterIdentityInput } from '../../api/gql/graphql';
import { type CardRead, type DeskDevices, readCard } from '../devices';

/** Who came, as the platform takes it, and as the reader shows it to the clerk. A scanned e-voucher shows nothing. */
export interface Presented {
  readonly identity: CounterIdentityInput;
  readonly shown: CardRead['shown'] | null;
}

/** @param evoucher a scanned token; null: the card on the reader */
export async function present(
  devices: DeskDevices | undefined,
  counter: string,
  evoucher: string | null,
): Promise<Presented> {
  if (evoucher !== null) return { identity: { evoucher }, shown: null };
  const { ticket, shown } = await readCard(devices, counter);
  return { identity: { card: ticket }, shown };
}
