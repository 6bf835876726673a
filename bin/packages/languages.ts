import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { EXAMPLES } from './examples';
import { run, synthesize } from './installed';

const ROOT = join(__dirname, '..', '..');

/** Each of these makes a project in the folder with the package from dist, and synthesizes the app in that language. Gives the cloud assembly. */

/** In a fresh virtual environment, with the newest CDK that the package index has. */
export function synthesizeInPython(folder: string, dist: string): string {
  run(folder, 'python3', '-m', 'venv', '.venv');
  const python = join(folder, '.venv', 'bin', 'python');
  run(folder, python, '-m', 'pip', 'install', '--quiet', fileIn(join(dist, 'python'), '.whl'));
  run(folder, python, appIn('app.py'), 'cdk.out');
  return join(folder, 'cdk.out');
}

/** The example in Python, in the virtual environment that is there by now. */
export function synthesizeExampleInPython(folder: string): string {
  synthesize(folder, 'example.out', {}, join(folder, '.venv', 'bin', 'python'), join(EXAMPLES, 'python', 'app.py'));
  return join(folder, 'example.out');
}

/** What the packed command of a project says when somebody rehearses the example in Python in its folder, and its exit code. */
export function rehearseExampleInPython(folder: string, project: string): { readonly status: number | null; readonly said: string } {
  const app = join(folder, 'example');
  cpSync(join(EXAMPLES, 'python'), app, { recursive: true });
  // Its cdk.json says python3, which is that of the virtual environment once somebody has activated it.
  const PATH = [join(folder, '.venv', 'bin'), join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const command = join(project, 'node_modules', 'cdk-address-release', 'bin', 'dist', 'cdk-address-release.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'rehearse'], { cwd: app, encoding: 'utf8', env: { ...process.env, PATH } });
  return { status, said: stdout + stderr };
}

/** With the artifact from the repository in dist, and nothing that another run left behind. */
export function synthesizeInJava(folder: string, dist: string, version: string): string {
  const sources = join(folder, 'src', 'main', 'java');
  mkdirSync(sources, { recursive: true });
  copyFileSync(appIn('ReleaseApp.java'), join(sources, 'ReleaseApp.java'));
  writeFileSync(join(folder, 'pom.xml'), pom(join(dist, 'java'), version));
  run(folder, 'mvn', '-q', '-B', `-Dmaven.repo.local=${join(folder, 'repository')}`, 'compile', 'dependency:build-classpath', '-Dmdep.outputFile=classpath');
  run(folder, 'java', '-cp', `target/classes:${readFileSync(join(folder, 'classpath'), 'utf8').trim()}`, 'ReleaseApp', 'cdk.out');
  return join(folder, 'cdk.out');
}

/** Beside a newer CDK than the one that it was made with. */
export function synthesizeInGo(folder: string, dist: string, oldest: string, newer: string): string {
  const module = 'github.com/cdk-address-release/cdk-address-release-go/cdkaddressrelease';
  const cdk = 'github.com/aws/aws-cdk-go/awscdk/v2';
  copyFileSync(appIn('app.go'), join(folder, 'main.go'));
  writeFileSync(
    join(folder, 'go.mod'),
    `module app\n\ngo 1.25\n\nrequire ${module} v0.0.0\n\nreplace ${module} => ${join(dist, 'go', 'cdkaddressrelease')}\n\nreplace ${cdk} v${oldest} => ${cdk} v${newer}\n`,
  );
  run(folder, 'go', 'mod', 'tidy');
  run(folder, 'go', 'run', '.', 'cdk.out');
  return join(folder, 'cdk.out');
}

function pom(repository: string, version: string): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>app</groupId>
  <artifactId>app</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.source>11</maven.compiler.source>
    <maven.compiler.target>11</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <repositories>
    <repository><id>dist</id><url>file://${repository}</url></repository>
  </repositories>
  <dependencies>
    <dependency><groupId>io.github.cdkaddressrelease</groupId><artifactId>cdk-address-release</artifactId><version>${version}</version></dependency>
  </dependencies>
</project>
`;
}

function appIn(file: string): string {
  return join(__dirname, file);
}

export function fileIn(folder: string, ending: string): string {
  const file = readdirSync(folder).find((name) => name.endsWith(ending));
  if (file === undefined) throw new Error(`${folder} has no ${ending}; run npm run package first`);
  return join(folder, file);
}
