package org.serai.explain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.serai.CommonOptions;
import org.serai.config.ConfigException;
import org.serai.dns.Zone;
import org.serai.identity.AuthenticationResult;
import org.serai.mail.Finding;
import org.serai.mail.Mode;
import org.serai.mail.Network;
import org.serai.mail.PathException;
import org.serai.verdict.VerdictEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the policy says about a message, and why. */
@Command(
        name = "explain",
        description = "Says what the policy makes of a message and why; nothing is sent, kept or learned.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class ExplainCommand implements Callable<Integer> {

    /** A message in base64 is one long string. */
    private static final int MAX_STRING = 300 << 20;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(MAX_STRING).build())
            .build());

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--client", paramLabel = "IP", defaultValue = "192.0.2.1", description = "Client address.")
    private String client = "192.0.2.1";

    @Option(names = "--helo", defaultValue = "client.example", description = "Argument of EHLO.")
    private String helo = "client.example";

    @Option(names = "--mail-from", paramLabel = "ADDRESS", defaultValue = "", description = "Reverse-path; empty: <>.")
    private String mailFrom = "";

    @Option(names = "--rcpt-to", paramLabel = "ADDRESS", description = "Forward-path, as often as one likes.")
    private List<String> rcptTo = List.of("postmaster");

    @Option(
            names = "--zone",
            paramLabel = "FILE",
            description = "All that the DNS knows, as JSON; no server is asked. See docs/explain.md.")
    private @Nullable String zoneFile;

    private @Nullable Zone zone;

    @Option(names = "--json", description = "One JSON object instead of text.")
    private boolean json;

    @Option(
            names = "--batch",
            paramLabel = "FILE",
            description = "JSON lines from FILE or - (standard input), one JSON line for each; see docs/explain.md.")
    private @Nullable String batch;

    @Parameters(arity = "0..1", paramLabel = "MESSAGE", description = "File with the message; - is standard input.")
    private String message = "-";

    @Override
    public Integer call() throws Exception {
        zone = zoneFile == null ? null : zone(zoneFile);
        var parts = new PartsReport(common.settings());
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        try (var explainer = new Explainer(common.settings(), common.home())) {
            if (batch != null) {
                try (BufferedReader lines = reader(batch)) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        if (!line.isBlank()) {
                            out.println(JSON.writeValueAsString(answer(explainer, parts, line)));
                            out.flush();
                        }
                    }
                }
            } else {
                byte[] bytes = message.equals("-") ? System.in.readAllBytes() : file(message);
                var answer = explainer.explain(
                        Question.of(address(), helo, mailFrom, rcptTo, bytes).within(zone));
                if (json) {
                    out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields(null, parts, answer)));
                } else {
                    print(answer, out);
                }
            }
        }
        out.flush();
        return 0;
    }

    private InetAddress address() {
        try {
            return Network.literal(client);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--client: " + e.getMessage(), e);
        }
    }

    private static Zone zone(String file) {
        try {
            return ZoneReader.read(Path.of(file));
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", Path.of(file), e);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(file + ": " + e.getMessage(), e);
        }
    }

    private static byte[] file(String name) {
        try {
            return Question.read(Path.of(name));
        } catch (IOException e) {
            throw ConfigException.about(name + " cannot be read", Path.of(name), e);
        }
    }

    private static BufferedReader reader(String file) {
        if (file.equals("-")) {
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        }
        try {
            return Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", Path.of(file), e);
        }
    }

    private Map<String, Object> answer(Explainer explainer, PartsReport parts, String line) {
        JsonNode id = null;
        try {
            JsonNode question = JSON.readTree(line);
            id = question.get("id");
            return fields(id, parts, explainer.explain(Question.of(question).within(zone)));
        } catch (JsonProcessingException e) {
            return error(id, "not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            return error(id, "cannot be read: " + e);
        } catch (PathException | RuntimeException e) {
            return error(id, String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Object> error(@Nullable JsonNode id, String message) {
        var out = new LinkedHashMap<String, Object>();
        out.put("id", id);
        out.put("error", message);
        return out;
    }

    private Map<String, Object> fields(@Nullable JsonNode id, PartsReport parts, Explainer.Answer answer)
            throws IOException {
        var out = new LinkedHashMap<String, Object>();
        out.put("id", id);
        out.put("disposition", answer.disposition().name());
        out.put("score", answer.mail().verdict().score());
        out.put("reply", answer.reply().toString());
        out.put("findings", VerdictEvent.findings(answer.mail()));
        List<Map<String, Object>> policies = VerdictEvent.policies(answer.mail());
        if (!policies.isEmpty()) {
            out.put("policies", policies);
        }
        out.put("authenticationResults", VerdictEvent.authenticationResults(answer.mail()));
        out.put("parts", parts.of(answer.mail()));
        out.put("urls", answer.urls());
        return out;
    }

    private static void print(Explainer.Answer answer, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%s, score %.1f%n",
                answer.disposition(),
                answer.mail().verdict().score());
        out.printf("reply: %s%n", answer.reply());
        for (Map<String, Object> policy : VerdictEvent.policies(answer.mail())) {
            out.printf("policies: %s%n", printable(policy));
        }
        for (AuthenticationResult result : AuthenticationResult.of(answer.mail())) {
            out.printf("%s=%s %s%n", result.method(), result.result(), printable(result.facts()));
        }
        for (Finding finding : answer.mail().findings()) {
            out.printf("%10s  %-28s %s%n", weight(finding), finding.symbol(), finding.reason());
            finding.evidence().forEach((name, value) -> out.printf("%42s%s: %s%n", "", name, printable(value)));
        }
    }

    private static String weight(Finding finding) {
        if (finding.mode() == Mode.MONITOR) {
            return "monitor";
        }
        return finding.decides() == null
                ? String.format(Locale.ROOT, "%+.1f", finding.score())
                : String.valueOf(finding.decides());
    }

    /** Nothing from a message may control the terminal or turn the direction of its text. */
    private static String printable(Object value) {
        return String.valueOf(value)
                .codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
