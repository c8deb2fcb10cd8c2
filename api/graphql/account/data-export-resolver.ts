import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { ExportFormat } from '../../../consent/subject-access/export-link.js';
import { asPerson, type Context } from '../common/context.js';
import { ExportFormatEnum } from '../common/enums.js';
import { DataExport } from './data-export-type.js';

@Resolver()
export class DataExportResolver {
  @Mutation(() => DataExport, {
    description: 'Everything held of the signed-in person, all categories and records, in clear. Needs FACE.',
  })
  async exportMyData(
    @Ctx() context: Context,
    @Arg('format', () => ExportFormatEnum, { defaultValue: 'JSON' }) format: ExportFormat,
  ): Promise<DataExport> {
    const { personId, strength } = asPerson(context);
    const { exportTickets, publicUrl } = context.services;
    const { secret, expiresAt } = await exportTickets.issue({ personId, strength, format });
    return { url: `${publicUrl()}/export/${secret}`, expiresAt };
  }
}
