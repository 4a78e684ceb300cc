/** The call of an XML-RPC request: its method name and its typed parameters. */
export function XmlRpcForm() {
  return null;
}
