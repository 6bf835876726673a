/**
 * When the listed things are released, besides the deletion of the stack, which always releases them.
 *
 * CloudFormation deletes the custom resource for more reasons than one, and does not say which. The handler asks the stack.
 */
export enum ReleaseOn {
  /** When the creation is rolled back: that of the stack, or that of the AddressRelease in an update of the stack. */
  CREATION_ROLLBACK = 'CREATION_ROLLBACK',

  /** When the AddressRelease is removed from the template, and the update has succeeded. */
  REMOVAL = 'REMOVAL',

  /** When the custom resource is replaced by another one, and the update has succeeded. */
  REPLACEMENT = 'REPLACEMENT',
}
