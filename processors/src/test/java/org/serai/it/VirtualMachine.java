package org.serai.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What there is in the Java VM of a process. */
record VirtualMachine(long pid) {

    /** Live objects by class after a full collection; the octets of all of them under {@code Total}. */
    Map<String, Long> heap() {
        var counts = new HashMap<String, Long>();
        jcmd("GC.class_histogram").lines().forEach(line -> {
            // num: instances octets class, or Total instances octets
            String[] words = line.strip().split("\\s+");
            if (words[0].equals("Total")) {
                counts.put("Total", Long.valueOf(words[2]));
            } else if (words.length > 3 && words[0].endsWith(":")) {
                counts.merge(words[3], Long.valueOf(words[1]), Long::sum);
            }
        });
        return counts;
    }

    /** Classes that are loaded. */
    long classes() {
        return jcmd("PerfCounter.print")
                .lines()
                .filter(line ->
                        line.startsWith("java.cls.loadedClasses=") || line.startsWith("java.cls.sharedLoadedClasses="))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1)))
                .sum();
    }

    /** Threads of the process (Linux). */
    long threads() throws IOException {
        try (var tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return tasks.count();
        }
    }

    private String jcmd(String command) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        return ChildProcess.run(jcmd, Long.toString(pid), command);
    }

    /** Resident memory in bytes (Linux). */
    long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
