///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//JAVA_OPTIONS -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1
//JAVA_OPTIONS -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8
//DEPS info.picocli:picocli:4.7.7
//DEPS com.google.code.gson:gson:2.15.0
//SOURCES ../lifeboat/base/Cleanup.java
//SOURCES ../lifeboat/base/Environment.java
//SOURCES ../lifeboat/base/FolderInUse.java
//SOURCES ../lifeboat/base/Json.java
//SOURCES ../lifeboat/base/UserError.java
//SOURCES ../lifeboat/base/Version.java
//SOURCES ../lifeboat/base/Workspace.java
//SOURCES Benchmark.java
//SOURCES Checks.java
//SOURCES Cluster.java
//SOURCES Database.java
//SOURCES Destination.java
//SOURCES Growth.java
//SOURCES Job.java
//SOURCES Jobs.java
//SOURCES Machine.java
//SOURCES ManyBackups.java
//SOURCES Meter.java
//SOURCES ObjectStore.java
//SOURCES Place.java
//SOURCES Preparation.java
//SOURCES Programs.java
//SOURCES Rehearsal.java
//SOURCES Report.java
//SOURCES Run.java
//SOURCES Shell.java
//SOURCES SqliteFile.java
//SOURCES Statistics.java

/// Measures Lifeboat beside other ways to back up and restore, on the same data in the same run.
void main(String[] args) {
    System.exit(bench.Benchmark.run(args));
}
