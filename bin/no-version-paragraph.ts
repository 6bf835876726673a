/** Imported before the AWS SDK, which else prints a paragraph about Node.js versions that it will not support one day. README says which we do. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
