declare module '@usebruno/lang' {
  interface Lang {
    bruToJsonV2(text: string): Record<string, unknown>;
    bruToEnvJsonV2(text: string): Record<string, unknown>;
    collectionBruToJson(text: string): Record<string, unknown>;
  }
  const lang: Lang;
  export default lang;
}
