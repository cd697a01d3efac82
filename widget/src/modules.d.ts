declare module "*.css" {
  const text: string;
  export default text;
}

/** The version in package.json, put in by the build. */
declare const VERSION: string;
