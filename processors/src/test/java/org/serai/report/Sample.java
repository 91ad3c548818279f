package org.serai.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.serai.report.Observation.Record;
import org.serai.report.Observation.Row;
import org.serai.report.Observation.Signature;

/** Reports and what they are made of. */
final class Sample {

    private Sample() {}

    static Record record(String domain) {
        return new Record(
                domain, "reject", "quarantine", "none", true, false, true, "1:d", List.of("mailto:dmarc@" + domain));
    }

    static Row row() {
        return new Row(
                "192.0.2.1",
                "quarantine",
                false,
                false,
                "local_policy",
                "",
                "news.example.com",
                "bounces.example.net",
                List.of(new Signature("example.net", "s1", "pass"), new Signature("example.com", "s2", "fail")),
                "bounces.example.net",
                "pass");
    }

    static AggregateReport report(Row row) {
        return new AggregateReport(
                "2026-11-23.example.com@mx.example.org",
                "mx.example.org",
                "Example Org",
                "postmaster@mx.example.org",
                Instant.parse("2026-11-23T00:00:00Z"),
                Instant.parse("2026-11-23T23:59:59Z"),
                true,
                record("example.com"),
                Map.of(row, 3));
    }

    /** With text that tries to be something else. */
    static AggregateReport hostile() {
        String text = "</selector><x>&amp;\"' ]]> \u0000\u0008\u001b[2J\ud800\ufffe ü";
        return report(new Row(
                "2001:db8:0:0:0:0:0:1",
                "none",
                true,
                true,
                "trusted_forwarder",
                text,
                text,
                "",
                List.of(new Signature(text, text, "permerror")),
                text,
                "none"));
    }
}
