package org.serai.smtp;

import org.serai.config.Option;
import org.serai.config.Size;

/** The properties {@code spool.*}: where messages lie while they are decided. */
public record SpoolSettings(
        @Option(
                        value = "256KB",
                        least = "4KB",
                        most = "1GB",
                        doc = "Memory a message may take before it goes to a file.")
                Size memoryPerMessage,
        @Option(value = "64MB", least = "1MB", doc = "Memory all messages may take before further ones go to files.")
                Size memory,
        @Option(value = "1GB", doc = "Free disk space below which MAIL gets 452 4.3.1.") Size minFree) {}
