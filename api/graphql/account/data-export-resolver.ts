import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { ExportFormat } from '../../../consent/subject-access/export-link.js';
import { asPerson, type Context } from '../common/context.js';
import { ExportFormatEnum } from '../common/enums.js';
import { DataExport } from './data-export-type.js';

@Resolver()
export class DataExportResolver {
  @Mutation(() => DataExport, {
    description:
      'Makes a link to everything that is held of the signed-in person: all categories and records, in clear. STRENGTH_REQUIRED unless the session has FACE, and without a fresh proof.',
  })
  async exportMyData(
    @Ctx() context: Context,
    @Arg('format', () => ExportFormatEnum, { defaultValue: 'JSON', description: 'Form of the file.' })
    format: ExportFormat,
    @Arg('authentication', () => ID, {
      nullable: true,
      description:
        'A proof for action EXPORT, as strong as FACE and not used before. STRENGTH_REQUIRED without one.',
    })
    authentication: string | null,
  ): Promise<DataExport> {
    const { personId, strength } = asPerson(context);
    const { authentications, exportTickets, publicUrl } = context.services;
    await authentications.demandProof({ personId, strength }, 'EXPORT', authentication);
    const { secret, expiresAt } = await exportTickets.issue({ personId, strength, format });
    return { url: `${publicUrl()}/export/${secret}`, expiresAt };
  }
}
