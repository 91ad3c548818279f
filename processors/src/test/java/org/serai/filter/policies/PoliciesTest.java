package org.serai.filter.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.filter.policies.Policies.Options;
import org.serai.filter.policies.Policy.Spam;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;

class PoliciesTest {

    private static final List<String> FILTERS = List.of("bayes", "spf", "clamav", "geo", "greylist");

    private static final String PAGE =
            """
            groups:
              board: [anna@example.org, Berta@example.org]
              staff: {file: staff.txt}
            policies:
              - name: anna
                recipients: anna@example.org
                thresholds: {tag: 7.5}
              - name: everybody
                thresholds: {tag: 4, quarantine: 9}
                filters: {bayes: monitor}
              - name: org
                recipients: ["@example.org"]
                thresholds: {tag: 6}
                max-size: 10MB
              - name: board
                recipients: [group:board]
                spam: reject
                filters: {bayes: off, spf: enforce}
              - name: partner
                senders: ["@sender.example"]
                greylisting: off
              - name: partner for org
                recipients: ["@example.org"]
                senders: ["a@sender.example"]
                max-size: 20MB
              - recipients: [group:staff, "@.sub.example.net"]
                filters: {geo: score}
            """;

    @TempDir
    private Path home;

    private Policies policies(String page, boolean monitor) throws IOException {
        Files.writeString(home.resolve("staff.txt"), "# people\ncaesar@example.net\n");
        Path file = Files.writeString(home.resolve("policies.yaml"), page);
        return Policies.load(file, home, FILTERS, monitor, Binder.defaults(Options.class));
    }

    private static Policy of(Policies policies, String recipient) {
        return policies.of(Mails.at(Phase.MAIL_FROM), Mails.path(recipient));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "anna@example.org       | everybody partner org partner_for_org board anna",
                "ANNA@EXAMPLE.ORG       | everybody partner org partner_for_org board anna",
                "berta@example.org      | everybody partner org partner_for_org board",
                "zoe@example.org        | everybody partner org partner_for_org",
                "anna@example.net       | everybody partner",
                "caesar@example.net     | everybody partner line_26",
                "x@a.sub.example.net    | everybody partner line_26",
                "x@sub.example.net      | everybody partner"
            })
    void theSpecialStandsOverTheGeneral(String recipient, String names) throws IOException {
        assertThat(String.join(" ", of(policies(PAGE, false), recipient).names())
                        .replace("partner for org", "partner_for_org")
                        .replace("line 26", "line_26"))
                .isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x@example.org            | org",
                "x@sales.example.org      | below sales",
                "x@east.sales.example.org | below below-sales",
                "x@it.example.org         | below"
            })
    void aDomainBelowAnotherIsMoreSpecialWhereverItStands(String recipient, String names) throws IOException {
        String page =
                """
                policies:
                - name: below-sales
                  recipients: ["@.sales.example.org"]
                - name: sales
                  recipients: ["@sales.example.org"]
                - name: below
                  recipients: ["@.example.org"]
                - name: org
                  recipients: ["@example.org"]
                """;
        assertThat(String.join(" ", of(policies(page, false), recipient).names()))
                .isEqualTo(names);
    }

    @Test
    void whatASpecialOneLeavesOpenIsInherited() throws IOException {
        Policy.Settings anna = of(policies(PAGE, false), "anna@example.org").settings();

        assertThat(anna.tag()).isEqualTo(7.5);
        assertThat(anna.quarantine()).isEqualTo(9);
        assertThat(anna.reject()).isNull();
        assertThat(anna.maxSize()).isEqualTo(20L << 20);
        assertThat(anna.spam()).isEqualTo(Spam.REJECT);
        assertThat(anna.modes())
                .containsOnlyKeys("bayes", "spf", "greylist")
                .containsEntry("bayes", Mode.OFF)
                .containsEntry("spf", Mode.ENFORCE)
                .containsEntry("greylist", Mode.OFF);
    }

    @Test
    void beforeARecipientIsKnownWhatIsForEverybodyHolds() throws IOException {
        Policies policies = policies(PAGE, false);

        assertThat(policies.of(Mails.at(Phase.CONNECT), null).names()).containsExactly("everybody");
        assertThat(policies.of(Mails.at(Phase.MAIL_FROM), null).names()).containsExactly("everybody", "partner");
    }

    @Test
    void aFilterIsOffWhereAllWantIt() throws IOException {
        Policies policies = policies(PAGE, false);

        assertThat(policies.off(Mails.asking(Mails.at(Phase.MAIL_FROM), "anna@example.org"), "bayes"))
                .isTrue();
        assertThat(policies.off(Mails.asking(Mails.at(Phase.MAIL_FROM), "zoe@example.org"), "bayes"))
                .isFalse();
        assertThat(policies.off(to("anna@example.org", "berta@example.org"), "bayes"))
                .isTrue();
        assertThat(policies.off(to("anna@example.org", "zoe@example.org"), "bayes"))
                .isFalse();
        assertThat(policies.off(Mails.at(Phase.CONNECT), "bayes")).isFalse();
        assertThat(policies.raise("geo")).isTrue();
        assertThat(policies.raise("clamav")).isFalse();
    }

    private static Mail to(String... recipients) {
        return Mails.at(Mails.at(Phase.MAIL_FROM), Mails.MESSAGE, recipients);
    }

    @Test
    void recipientsOfTheSamePoliciesAreOnePart() throws IOException {
        assertThat(policies(PAGE, false).parts(to("zoe@example.org", "berta@example.org", "yan@example.org")))
                .extracting(part -> part.recipients().toString())
                .containsExactly("[<zoe@example.org>, <yan@example.org>]", "[<berta@example.org>]");
    }

    @Test
    void inModeMonitorNothingWeighsMore() throws IOException {
        Policy.Settings settings = of(policies(PAGE, true), "anna@example.org").settings();

        assertThat(settings.modes()).containsEntry("spf", Mode.MONITOR).containsEntry("bayes", Mode.OFF);
        assertThat(settings.maxSize()).isNull();
    }

    @Test
    void noFileAndOneOfCommentsSayNothing() throws IOException {
        assertThat(Policies.load(home.resolve("missing.yaml"), home, FILTERS, false, Binder.defaults(Options.class))
                        .isEmpty())
                .isTrue();
        assertThat(policies("# nothing\n", false).isEmpty()).isTrue();
        assertThat(policies(Files.readString(Path.of("../config/policies.yaml")), false)
                        .isEmpty())
                .as("as it is shipped")
                .isTrue();
    }

    @Test
    void whatIsCommentedOutAsShippedCanBeUsed() throws IOException {
        String shipped = Files.readString(Path.of("../config/policies.yaml"));
        int from = shipped.indexOf("# groups:");
        String page = shipped.substring(from)
                .lines()
                .map(line -> line.substring(Math.min(2, line.length())))
                .reduce("", (a, b) -> a + b + "\n");

        Policies policies = policies(page, false);

        assertThat(of(policies, "anna@example.org").names()).containsExactly("everybody", "board");
        assertThat(of(policies, "x@sales.example.org").settings().quarantine()).isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "policys: []| :1: there is no 'policys' here; did you mean 'policies'?",
                "policies: {a: b}| :1: must be a list",
                "- a| :1: must be keys with values: groups, policies",
                "policies:;- recipient: [a@b.c]| :2: there is no 'recipient' here; did you mean 'recipients'?",
                "policies:;- filters: {baies: off}| :2: there is no 'baies' here; did you mean 'bayes'?",
                "policies:;- filters:;    bayes: loud| :3: 'loud' must be one of enforce, monitor, off, score",
                "policies:;- filters: {clamav: off}| :2: malware is refused for everyone",
                "policies:;- filters: {clamav: monitor}| :2: malware is refused for everyone",
                "policies:;- thresholds: {tag: much}| :2: 'much' is not a number",
                "policies:;- thresholds: {tag: -1}| :2: '-1' must be above 0",
                "policies:;- thresholds: {tag: NaN}| :2: 'NaN' must be above 0",
                "policies:;- thresholds: {tag: 8, quarantine: 5}| :2: the thresholds must rise",
                "policies:;- max-size: 10 apples| :2: not a size",
                "policies:;- spam: discard| :2: 'discard' must be one of quarantine, reject",
                "policies:;- greylisting: maybe| :2: must be on or off",
                "policies:;- greylisting: off;  filters: {greylist: score}| :2: filters say the mode of greylist as well",
                "policies:;- recipients: [anna]| :2: 'anna' is not an address",
                "policies:;- recipients: []| :2: nobody is named",
                "policies:;- recipients: [group:x]| :2: there is no group 'x'",
                "policies:;- name: a;  name: b| :3: 'name' stands twice",
                "policies:;- name: &a x;- name: *a| :3: aliases (*) are not read here",
                "groups:;  a: {file: none.txt}| :2: there is no file 'none.txt'",
                "groups:;  a: {file: ../policies.yaml}| :2: there is no file '../policies.yaml'",
                "groups:;  a: {ldap: (mail=x)}| :2: '(mail=x)' says nothing of {address}",
                "groups:;  a: {}| :2: a group is a list",
                "groups:;  A: [a@b.c]| :2: 'A' is no name of a group",
                "policies: [| :2: ",
                "[[[[[[[[[[[[ | :1: nested too deep"
            })
    void aMistakeIsToldWithFileAndLine(String lines, String problem) {
        assertThatThrownBy(() -> policies(lines.replace(";", "\n") + "\n", false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("policies.yaml" + problem.strip());
    }

    @Test
    void aFileThatIsTooLargeOrNoTextIsRefused() throws IOException {
        assertThatThrownBy(() -> policies("#".repeat((1 << 20) + 1), false)).hasMessageContaining("more than 1 MB");
        Path file = Files.write(home.resolve("policies.yaml"), new byte[] {'a', (byte) 0xff});
        assertThatThrownBy(() -> Policies.load(file, home, FILTERS, false, Binder.defaults(Options.class)))
                .hasMessageContaining("not in UTF-8");
        assertThatThrownBy(() -> policies("a: \"\0\"", false)).hasMessageContaining("this is no text");
        assertThatThrownBy(() -> policies("policies:\n" + "- name: x\n".repeat(1001), false))
                .hasMessageContaining("more than 1000 entries");
    }
}
