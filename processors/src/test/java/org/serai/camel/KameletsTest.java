package org.serai.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.filter.Filters;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.smtp.Policy.Decision;

/** Filters as Kamelets, and what Camel's tools know of the steps. */
class KameletsTest extends PolicyFixture {

    private static final Path ROOT = Path.of("..");

    private static final String HELO = "            uri: serai:helo\n";

    static List<String> filters() {
        return Filters.all().stream().map(Filters.Entry::name).toList();
    }

    @Test
    void theFilesAreWhatTheOptionsSay() throws IOException {
        var made = Catalog.files(ROOT.resolve("docs"), ROOT.resolve("pom.xml"));

        made.forEach((file, text) -> assertThat(ROOT.resolve(file))
                .as("%s: type bin/serai catalog", file)
                .content()
                .isEqualTo(text));
        try (Stream<Path> files = Files.list(ROOT.resolve("camel-k/kamelets"))) {
            assertThat(files.map(ROOT::relativize)).isSubsetOf(made.keySet());
        }
    }

    @ParameterizedTest
    @MethodSource("filters")
    void eachJudgesAsItsStepDoes(String filter) throws Exception {
        List<String> before = judged();

        int places = 0;
        for (Path file : RouteFilesTest.policy()) {
            String text = Files.readString(file);
            String other = text.replace("uri: serai:" + filter + "\n", "uri: kamelet:" + Kamelets.name(filter) + "\n");
            places += text.equals(other) ? 0 : 1;
            Files.writeString(home.resolve("routes").resolve(file.getFileName()), other);
        }
        policy.generations.reload();

        assertThat(places).isPositive();
        assertThat(policy.generations.refusal()).isNull();
        assertThat(policy.generations.current().routes().values()).anyMatch(source -> source.contains("kamelet"));
        assertThat(judged()).isEqualTo(before);
    }

    /** What is decided about some mails, by which filters and why. */
    private List<String> judged() {
        var out = new ArrayList<String>();
        for (Phase phase : Phase.values()) {
            out.add(judged(Mails.at(phase)));
        }
        Mail helo = Mails.connected(Mails.client("192.0.2.7", false));
        Envelope forged = helo.envelope().greeted("192.0.2.9", true);
        out.add(judged(helo.at(Phase.HELO, forged, Mails.soon())));
        out.add(judged(Mails.data("From: x\r\nSubject: XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE"
                + "-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n\r\nhttp://192.0.2.1/\r\n")));
        return out;
    }

    private String judged(Mail mail) {
        Decision decision = policy.decide(mail);
        return decision.disposition() + " " + decision.reply() + " "
                + decision.mail().checks().stream().map(Mail.Check::filter).toList() + " "
                + decision.mail().findings().stream()
                        .map(finding -> finding.symbol() + "=" + finding.score())
                        .toList();
    }

    @Test
    void whatItIsToldReachesTheStep() {
        Mail bare = Mails.connected(Mails.client("192.0.2.7", false));
        Mail greeted = bare.at(Phase.HELO, bare.envelope().greeted("192.0.2.9", true), Mails.soon());
        assertThat(policy.decide(greeted).mail().findings()).isNotEmpty();

        policy.edit(
                policy.route("helo"),
                HELO,
                "            uri: kamelet:serai-helo-action\n            parameters: { mode: 'off' }\n");
        policy.generations.reload();

        assertThat(policy.generations.refusal()).isNull();
        assertThat(policy.decide(greeted).mail().findings()).isEmpty();
    }

    @Test
    void anOptionThatItHasNotIsToldWithItsPlace() {
        policy.edit(
                policy.route("helo"),
                HELO,
                "            uri: kamelet:serai-helo-action\n            parameters: { resolv: false }\n");
        policy.generations.reload();

        assertThat(policy.generations.refusal())
                .contains("routes/helo.camel.yaml:")
                .contains("serai-helo-action has no option 'resolv'")
                .contains("resolve");
    }

    @Test
    void aKameletThatIsNotThereIsToldWithItsPlace() {
        policy.edit(policy.route("helo"), HELO, "            uri: kamelet:serai-hello-action\n");
        policy.generations.reload();

        assertThat(policy.generations.refusal())
                .contains("routes/helo.camel.yaml:")
                .contains("serai-hello-action");
    }

    @Test
    void aTeamsOwnKameletIsReadAndReadAnew() throws IOException {
        Path own = Files.createDirectories(home.resolve("routes/kamelets")).resolve("our-greeting.kamelet.yaml");
        Files.writeString(own, kamelet("450"));
        policy.edit(
                policy.route("helo"),
                HELO,
                HELO
                        + """
                        - to:
                            id: helo-ours
                            uri: kamelet:our-greeting
                """);
        policy.edit(policy.route("helo"), "uri: direct:verdict", "uri: log:end");
        policy.generations.reload();
        assertThat(policy.generations.refusal()).isNull();
        assertThat(policy.decide(Mails.at(Phase.HELO)).reply().code()).isEqualTo(450);

        Files.writeString(own, kamelet("451"));
        policy.generations.reload();
        assertThat(policy.decide(Mails.at(Phase.HELO)).reply().code()).isEqualTo(451);
    }

    private static String kamelet(String code) {
        return """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata:
                  name: our-greeting
                  labels:
                    camel.apache.org/kamelet.type: action
                spec:
                  definition:
                    title: Ours
                    type: object
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - to:
                            uri: serai:reply
                            parameters:
                              code: %s
                              status: 4.3.2
                """
                .formatted(code);
    }

    @Test
    void theCatalogChecksTheOptionsOfSteps() {
        var catalog = new DefaultCamelCatalog();
        catalog.addComponent("serai", SeraiComponent.class.getName(), resource("org/serai/camel/serai.json"));

        EndpointValidationResult good = catalog.validateEndpointProperties("serai:dnsbl?maxHits=2&mode=monitor");
        assertThat(good.isSuccess()).as(good.summaryErrorMessage(false)).isTrue();
        assertThat(catalog.validateEndpointProperties("serai:dnsbl?maxHit=2").getUnknown())
                .containsExactly("maxHit");
        assertThat(catalog.validateEndpointProperties("serai:dnsbl?mode=maybe").getInvalidEnum())
                .containsKey("mode");
        assertThat(catalog.validateEndpointProperties("serai:rates?maxHits=few").getInvalidInteger())
                .containsKey("maxHits");
    }

    private static String resource(String name) {
        try (var in = KameletsTest.class.getResourceAsStream("/META-INF/" + name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theCatalogKnowsAllStepsAndTheirOptions() {
        assertThat(refusalOf("serai:no-such-step"))
                .endsWith("There are: "
                        + Stream.concat(filters().stream(), Steps.ACTING.keySet().stream())
                                .sorted()
                                .collect(joining(", ")));
        Steps.ACTING.forEach((step, options) -> {
            String has = Binder.declared("", options).stream()
                    .map(Binder.Declared::name)
                    .collect(joining(", "));
            assertThat(refusalOf("serai:" + step + "?noSuchOption=1"))
                    .endsWith(has.isEmpty() ? "It has none." : "It has: " + has);
        });
    }

    private String refusalOf(String uri) {
        try {
            policy.generations.current().context().getEndpoint(uri);
            throw new AssertionError(uri + " is taken");
        } catch (ResolveEndpointFailedException e) {
            Throwable cause = e.getCause();
            return cause == null ? "" : String.valueOf(cause.getMessage());
        }
    }
}
