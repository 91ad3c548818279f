package org.serai;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.serai.admin.AdminClient;
import org.serai.admin.AdminClient.Answer;
import org.serai.admin.AdminSettings;
import org.serai.admin.QuarantineText;
import org.serai.camel.DataDirectory;
import org.serai.config.Settings;
import org.serai.custody.Quarantine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What lies in quarantine, for people; docs/quarantine.md. */
@Command(
        name = "quarantine",
        description = "Looks into quarantine, and acts on it, by the admin API of the Serai that runs.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class QuarantineCommand {

    /** Something was not done, and why was told. */
    private static final int NOT_DONE = 1;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Command(name = "list", description = "Messages, the oldest first.")
    int list(
            @Option(names = "--recipient", paramLabel = "ADDRESS", defaultValue = "", description = "Of his alone.")
                    String recipient,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            description = "Kept from then on, such as 2026-11-24T00:00:00Z.")
                    @Nullable
                    Instant since,
            @Option(names = "--until", paramLabel = "TIME", description = "Kept before that.") @Nullable Instant until,
            @Option(
                            names = "--limit",
                            paramLabel = "COUNT",
                            defaultValue = "100",
                            description = "So many at most; ${DEFAULT-VALUE}.")
                    int limit,
            @Option(names = "--json", description = "As the API answers, a page a line.") boolean json) {
        AdminClient client = client();
        PrintWriter out = out();
        String after = "";
        boolean first = true;
        for (int left = Math.max(1, limit); left > 0; ) {
            int size = Math.min(left, Quarantine.MAX_PAGE);
            Answer page = client.list(query(recipient, since, until, after, size));
            if (!page.ok()) {
                return refused(page);
            }
            if (json) {
                out.println(page.json());
            } else {
                if (first) {
                    out.println(QuarantineText.heading());
                }
                QuarantineText.lines(page.json()).forEach(out::println);
            }
            first = false;
            left -= size;
            after = QuarantineText.next(page.json());
            if (after.isEmpty()) {
                break;
            }
        }
        out.flush();
        return 0;
    }

    private static Map<String, String> query(
            String recipient, @Nullable Instant since, @Nullable Instant until, String after, int limit) {
        var query = new LinkedHashMap<String, String>();
        query.put("limit", String.valueOf(limit));
        if (!recipient.isEmpty()) {
            query.put("recipient", recipient);
        }
        if (since != null) {
            query.put("from", since.toString());
        }
        if (until != null) {
            query.put("to", until.toString());
        }
        if (!after.isEmpty()) {
            query.put("after", after);
        }
        return query;
    }

    @Command(name = "show", description = "What is known about a message.")
    int show(@Parameters(paramLabel = "ID", description = "A mail id.") String id, @Mixin Output output) {
        return told(client().show(id), output, QuarantineText::message, json -> true);
    }

    @Command(
            name = "release",
            description =
                    "Lets a message out, to all of its recipients who have not had it; status 1 when somebody does not get it.")
    int release(
            @Parameters(paramLabel = "ID", description = "A mail id.") String id,
            @Option(
                            names = "--recipient",
                            paramLabel = "ADDRESS",
                            description = "To him alone, who is one of the envelope; as often as you like.")
                    @Nullable
                    List<String> recipients,
            @Option(
                            names = "--administrator",
                            description = "Though it is malware or phishing, or no scanner has looked at it.")
                    boolean administrator,
            @Option(
                            names = "--train",
                            negatable = true,
                            description = "Learn it as ham, or not; else as release.train.")
                    @Nullable
                    Boolean train,
            @Mixin Person person,
            @Mixin Output output) {
        Map<String, Object> body = person.body();
        if (recipients != null) {
            body.put("recipients", recipients);
        }
        if (administrator) {
            body.put("administrator", true);
        }
        if (train != null) {
            body.put("trainAsHam", train);
        }
        return told(client().act(id, "release", body), output, QuarantineText::released, QuarantineText::done);
    }

    @Command(name = "delete", description = "Takes a message away for good.")
    int delete(
            @Parameters(paramLabel = "ID", description = "A mail id.") String id,
            @Mixin Person person,
            @Mixin Output output) {
        return told(client().delete(id, person.body()), output, QuarantineCommand::outcome, json -> true);
    }

    /** What a message is. */
    enum Kind {
        spam,
        ham
    }

    @Command(name = "train", description = "Teaches the classifiers a message; it stays where it is.")
    int train(
            @Parameters(paramLabel = "ID", description = "A mail id.") String id,
            @Option(names = "--as", required = true, paramLabel = "KIND", description = "spam or ham.") Kind as,
            @Mixin Person person,
            @Mixin Output output) {
        Map<String, Object> body = person.body();
        body.put("as", as.name());
        return told(client().act(id, "train", body), output, QuarantineCommand::outcome, json -> true);
    }

    @Command(
            name = "purge",
            description =
                    "Takes away each message of which somebody is a recipient, others of it or not; status 1 when some are left.")
    int purge(
            @Option(names = "--recipient", required = true, paramLabel = "ADDRESS", description = "Whose.")
                    String recipient,
            @Mixin Person person,
            @Mixin Output output) {
        Map<String, Object> body = person.body();
        body.put("recipient", recipient);
        return told(client().purge(body), output, QuarantineText::purged, QuarantineText::purgedAll);
    }

    /** How to answer. */
    static final class Output {

        @Option(names = "--json", description = "As the API answers.")
        private boolean json;
    }

    /** Who acts. */
    static final class Person {

        @Option(
                names = "--by",
                paramLabel = "NAME",
                defaultValue = "${sys:user.name}",
                description = "Who says so, for log and verdict events; your user name.")
        private String by = "";

        Map<String, Object> body() {
            var body = new LinkedHashMap<String, Object>();
            body.put("by", by);
            return body;
        }
    }

    private static List<String> outcome(String json) {
        return List.of(QuarantineText.outcome(json));
    }

    private int told(Answer answer, Output output, Function<String, List<String>> lines, Predicate<String> done) {
        if (!answer.ok()) {
            if (output.json) {
                out().println(answer.json());
                out().flush();
            }
            return refused(answer);
        }
        (output.json ? List.of(answer.json()) : lines.apply(answer.json())).forEach(out()::println);
        out().flush();
        return done.test(answer.json()) ? 0 : NOT_DONE;
    }

    private int refused(Answer answer) {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        err.println("serai: " + answer.problem());
        err.flush();
        return NOT_DONE;
    }

    private AdminClient client() {
        Settings settings = common.settings();
        return new AdminClient(
                settings.bind("admin.", AdminSettings.class),
                DataDirectory.of(settings, common.home()).resolve("admin.token"));
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
