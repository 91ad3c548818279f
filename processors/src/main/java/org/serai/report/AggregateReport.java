package org.serai.report;

import java.time.Instant;
import java.util.Map;

/**
 * A report to the owner of one policy domain (RFC 9990 section 3.1).
 *
 * @param id unique among the reports to this domain, and the same when the report is sent again
 * @param submitter host name of who reports
 * @param organization name of who reports
 * @param contact its address
 * @param treeWalk how records are found: by RFC 9989, or by the public suffix list
 * @param policy the record as it was published last
 * @param rows how many mails there were of each
 */
public record AggregateReport(
        String id,
        String submitter,
        String organization,
        String contact,
        Instant begin,
        Instant end,
        boolean treeWalk,
        Observation.Record policy,
        Map<Observation.Row, Integer> rows) {

    /** The name of the attachment (section 3.2.2). */
    public String fileName() {
        return submitter + "!" + policy.domain() + "!" + begin.getEpochSecond() + "!" + end.getEpochSecond()
                + ".xml.gz";
    }

    /** The subject of the mail that brings it (section 3.2.2). */
    public String subject() {
        return "Report Domain: " + policy.domain() + " Submitter: " + submitter + " Report-ID: <" + id + ">";
    }
}
