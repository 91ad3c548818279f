package org.serai.identity.dmarc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.serai.identity.dmarc.Proofs.now;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.serai.Shared;
import org.serai.dns.RecordType;
import org.serai.dns.Zone;
import org.serai.identity.DkimResult;
import org.serai.identity.DmarcResult;
import org.serai.identity.DmarcResult.Policy;
import org.serai.mail.DomainName;

/** The DMARC cases of mox, which are of RFC 7489; where RFC 9989 wants something else, it is said which sentence does. */
class DmarcConformanceTest {

    private static final String IGNORED =
            "4.8: Syntax errors in the remainder of the record MUST be discarded in favor of default"
                    + " values (if any) or ignored outright.";
    private static final String NO_POLICY =
            "4.7: If this tag is not present in an otherwise syntactically valid DMARC Policy"
                    + " Record, then the record is treated as if it included \"p=none\".";
    private static final String UNKNOWN = "4.7: unknown tags MUST be ignored (pct, rf and ri are no tags any more).";

    /** Evaluations that end differently: the result, and whether the policy asks for a refusal. */
    private static final Map<String, String> EVALUATIONS = Map.of("malformed-record", "fail: " + IGNORED);

    private static final Map<String, String> LOOKUPS = Map.of("malformed.example", "none: " + IGNORED);

    /** Invalid in RFC 7489, records now. */
    private static final Map<String, String> RECORDS = Map.ofEntries(
            Map.entry("v=DMARC1", NO_POLICY),
            Map.entry("v=DMARC1;", NO_POLICY),
            Map.entry("v=DMARC1;;", IGNORED),
            Map.entry(
                    "v=DMARC1; sp=reject; p=reject",
                    "4.8: dmarc-record = dmarc-version *(dmarc-sep dmarc-tag): any order."),
            Map.entry("v=DMARC1; p=none; p=none", IGNORED),
            Map.entry("v=DMARC1; p=none; p=reject", IGNORED),
            Map.entry("v=DMARC1; adkim=x", IGNORED),
            Map.entry("v=DMARC1; aspf=123", IGNORED),
            Map.entry("v=DMARC1; fo=", IGNORED),
            Map.entry("v=DMARC1; fo=01", IGNORED),
            Map.entry("v=DMARC1; fo=bad", IGNORED),
            Map.entry("v=DMARC1; rua=", IGNORED),
            Map.entry("v=DMARC1; rua=bogus", IGNORED),
            Map.entry("v=DMARC1; rua=mailto:dmarc-feedback@example.com!", IGNORED),
            Map.entry(
                    "v=DMARC1; rua=mailto:dmarc-feedback@example.com!99999999999999999999999999999999999999999999999",
                    IGNORED),
            Map.entry("v=DMARC1; rua=mailto:dmarc-feedback@example.com!10p", IGNORED));

    private JsonNode suite;

    @BeforeEach
    void read() throws IOException {
        suite = new ObjectMapper().readTree(Shared.suite("dmarc/mox-dmarc.json").toFile());
    }

    private Zone zone(String key) {
        var zone = new Zone();
        suite.path(key).fields().forEachRemaining(entry -> entry.getValue()
                .forEach(text -> zone.with(entry.getKey(), RecordType.TXT, text.asText())));
        return zone;
    }

    @Test
    void evaluations() {
        Zone zone = zone("zone");
        var failed = new ArrayList<String>();
        for (JsonNode each : suite.path("verify")) {
            String spfDomain = each.path("spfDomain").asText("");
            var dkim = new ArrayList<DkimResult>();
            each.path("dkim")
                    .forEach(pair -> dkim.add(
                            Proofs.dkim(pair.path(0).asText(), pair.path(1).asText())));
            DmarcResult result = Proofs.evaluate(
                    zone,
                    Discovery.Method.TREEWALK,
                    "x@" + each.path("from").asText(),
                    Proofs.spf(each.path("spf").asText(), spfDomain.equals("null") ? "" : spfDomain),
                    dkim.toArray(DkimResult[]::new));
            String id = each.path("id").asText();
            boolean reject = result.result() == DmarcResult.Result.FAIL && result.policy() == Policy.REJECT;
            String status = EVALUATIONS.getOrDefault(id, each.path("status").asText());
            if (!status.startsWith(result.result().id())
                    || reject != each.path("reject").asBoolean()
                    || each.path("alignedSpf").asBoolean(result.spfAligned()) != result.spfAligned()
                    || each.path("alignedDkim").asBoolean(result.dkimAligned()) != result.dkimAligned()
                    || each.has("recordDomain")
                            && !each.path("recordDomain").asText().equals(result.policyDomain())) {
                failed.add(id + ": " + result);
            }
        }
        report("evaluations", 15, suite.path("verify").size(), failed, EVALUATIONS);
    }

    @Test
    void lookups() {
        Zone zone = zone("lookupZone").silent("_dmarc.silent.example", null);
        zone.failing("_dmarc.temperror2.example", null, "out of order");
        var failed = new ArrayList<String>();
        for (JsonNode each : suite.path("lookup")) {
            String domain = each.path(0).asText();
            Zone asked = domain.equals("temperror.example")
                    ? new Zone().failing("_dmarc.temperror.example", null, "out of order")
                    : zone;
            var discovery = new Discovery(asked, Discovery.Method.TREEWALK, Proofs.SUFFIXES);
            Standing standing = now(discovery.of(new DomainName(domain)));
            Published published = standing.published();
            String status = !standing.trouble().isEmpty()
                    ? "temperror"
                    : published != null && published.record().policy() == null ? "permerror" : "none";
            String expected = LOOKUPS.getOrDefault(domain, each.path(1).asText());
            boolean found = each.path(3).asBoolean() || LOOKUPS.containsKey(domain);
            if (!expected.startsWith(status)
                    || found != (published != null)
                    || published != null
                            && !published.domain().ascii().equals(each.path(2).asText())) {
                failed.add(domain + ": " + standing);
            }
        }
        report("lookups", 7, suite.path("lookup").size(), failed, LOOKUPS);
    }

    @Test
    void externalReports() {
        Zone zone = zone("externalReportZone");
        var failed = new ArrayList<String>();
        for (JsonNode each : suite.path("externalReport")) {
            String host = each.path(1).asText();
            Zone asked = host.equals("temperror.example")
                    ? new Zone().failing("example.com._report._dmarc.temperror.example", null, "out of order")
                    : zone;
            var destinations = new ReportDestinations(asked, Proofs.SUFFIXES, Proofs.defaults(Dmarc.Options.class));
            List<ReportAddress> agreed =
                    now(destinations.of(new DomainName(each.path(0).asText()), List.of("mailto:reports@" + host)));
            if (agreed.isEmpty() == each.path(2).asBoolean()) {
                failed.add(each + ": " + agreed);
            }
        }
        report("external reports", 8, suite.path("externalReport").size(), failed, Map.of());
    }

    @Test
    void records() {
        var failed = new ArrayList<String>();
        for (JsonNode each : suite.path("recordsInvalid")) {
            String text = each.asText();
            DmarcRecord record = DmarcRecord.parse(text);
            boolean valid = record != null && record.policy() != null;
            boolean now = RECORDS.containsKey(text)
                    || text.contains("; ri=")
                    || text.contains("; rf=")
                    || text.contains("; pct=");
            if (valid != now) {
                failed.add(text + ": " + record);
            }
        }
        for (JsonNode each : suite.path("recordsValid")) {
            DmarcRecord record = DmarcRecord.parse(each.asText());
            if (record == null || record.policy() == null) {
                failed.add(each + ": " + record);
            }
        }
        int all =
                suite.path("recordsInvalid").size() + suite.path("recordsValid").size();
        report("records", 41, all, failed, RECORDS);
        System.out.println("  ri, rf, pct: " + UNKNOWN);
    }

    private static void report(String what, int expected, int all, List<String> failed, Map<String, String> different) {
        System.out.printf("dmarc, %s: %d/%d%n", what, all - failed.size(), all);
        different.forEach((id, sentence) -> System.out.printf("  otherwise than RFC 7489: %s (%s)%n", id, sentence));
        assertThat(failed).isEmpty();
        assertThat(all).isEqualTo(expected);
    }
}
