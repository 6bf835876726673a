import type { CustomResourceAnswer } from '../custom-resource/answer';
import { RequestFailed, send } from '../custom-resource/request';
import { generatedName } from '../handlers/generated-name';
import { NothingDone, ResourceFailure, type ResourceState, type ResourceType } from '../handlers/resource-type';
import { TemplateError } from '../template/template';

const LONGEST_PHYSICAL_ID = 1024;

/** AWS::CloudFormation::CustomResource and Custom::*: a function does the work, and answers. */
export const cloudFormationCustomResource: ResourceType = {
  // The function decides: another PhysicalResourceId in its answer to an Update is a replacement.
  replacedBy: [],

  async create(properties, context) {
    try {
      return stateOf(await send({ type: 'Create', properties }, context));
    } catch (error) {
      // A Create that failed, or was given up, is followed by a Delete: with the id of the answer or an invented one.
      if (error instanceof NothingDone) throw error;
      throw failure(error, (error instanceof RequestFailed ? error.physicalId : undefined) ?? generatedName(context, LONGEST_PHYSICAL_ID));
    }
  },

  async update(properties, old, { physicalId }, context) {
    if (properties.ServiceToken !== old.ServiceToken) throw new NothingDone('Modifying service token is not allowed.');
    try {
      return stateOf(await send({ type: 'Update', properties, physicalId, oldProperties: old }, context));
    } catch (error) {
      // What a failed answer calls the resource counts: handlers that invent a new id when they fail get Deletes for it.
      if (error instanceof RequestFailed && error.physicalId !== undefined) throw failure(error, error.physicalId);
      throw error;
    }
  },

  async delete({ physicalId }, properties, context) {
    await send({ type: 'Delete', properties, physicalId }, context);
  },

  attribute(name, { physicalId }, place) {
    throw new TemplateError(`CustomResource attribute error: Vendor response doesn't contain ${name} attribute in object ${place}|${physicalId}`);
  },
};

function stateOf({ physicalId = '', data }: CustomResourceAnswer): ResourceState {
  return { physicalId, attributes: data };
}

function failure(error: unknown, physicalId: string): ResourceFailure {
  return new ResourceFailure(error instanceof Error ? error.message : String(error), physicalId);
}
