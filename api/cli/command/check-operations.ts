import { registeredOperation } from '../../../consent/operations/registered-operation.js';
import { findPurpose } from '../../../consent/purposes/registry.js';
import { AgreementError, type AgreementFile } from '../../../consent/recipients/agreement-file.js';
import { createSchema } from '../../graphql/schema.js';
import { analysedApi } from '../../http/analysed-api.js';

/**
 * Analyses each document that an agreement names against the schema of this version.
 * @throws AgreementError that says of each why it can't be registered
 */
export async function checkOperations({ purposes }: AgreementFile): Promise<void> {
  if (purposes.every(({ operations = [] }) => operations.length === 0)) return;
  const api = analysedApi(await createSchema());
  const faults = purposes.flatMap(({ code, items = null, operations = [] }, at) =>
    operations.flatMap(({ name, document }, index) => {
      const { problem } = registeredOperation(document, { purpose: findPurpose(code)!, items }, api);
      return problem
        ? [`purposes[${at}].operations[${index}] (${name}): ${problem.code}: ${problem.text.en}`]
        : [];
    }),
  );
  if (faults.length > 0)
    throw new AgreementError(faults.length === 1 ? faults[0]! : faults.map((one) => `\n  ${one}`).join(''));
}
