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
import org.apache.camel.CamelContext;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.support.DefaultExchange;
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

    private static final String SPAM = "From: x\r\nSubject: XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE"
            + "-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n\r\nhttp://192.0.2.1/\r\n";

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

    @Test
    void inAPolicyEachIsItsStep() throws Exception {
        List<String> before = judged();

        int places = 0;
        for (Path file : RouteFilesTest.policy()) {
            String text = Files.readString(file);
            for (String filter : filters()) {
                String other =
                        text.replace("uri: serai:" + filter + "\n", "uri: kamelet:" + Kamelets.name(filter) + "\n");
                places += text.equals(other) ? 0 : 1;
                text = other;
            }
            Files.writeString(home.resolve("routes").resolve(file.getFileName()), text);
        }
        policy.generations.reload();

        assertThat(places).isGreaterThan(filters().size());
        assertThat(policy.generations.refusal()).isNull();
        assertThat(judged()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void byCamelsOwnKameletComponentEachJudgesAsItsStep(String filter) throws Exception {
        CamelContext context = policy.generations.current().context();
        context.removeComponent("kamelet");
        var kamelets = new KameletComponent();
        kamelets.setLocation("classpath:kamelets");
        context.addComponent("kamelet", kamelets);

        String options = guards(filter) ? "" : "?mode=monitor";
        String step = "serai:" + filter + options;
        String kamelet = "kamelet:" + Kamelets.name(filter) + options;
        for (Phase phase : Phase.values()) {
            Mail mail = Mails.at(phase);
            assertThat(through(context, kamelet, mail)).as("at %s", phase).isEqualTo(through(context, step, mail));
        }
        assertThat(through(context, kamelet, Mails.data(SPAM)))
                .isEqualTo(through(context, step, Mails.data(SPAM)))
                .startsWith("[" + filter + "]");
    }

    private static boolean guards(String filter) {
        return Filters.all().stream().anyMatch(entry -> entry.name().equals(filter) && entry.guard());
    }

    /** The filters that ran, and what they found. */
    private static String through(CamelContext context, String uri, Mail mail) {
        var exchange = new DefaultExchange(context);
        PolicyExchange.start(exchange, mail, mail.phase().id());
        try (var template = context.createProducerTemplate()) {
            template.send(uri, exchange);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(exchange.getException()).isNull();
        return found(PolicyExchange.mail(exchange));
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
        out.add(judged(Mails.data(SPAM)));
        return out;
    }

    private String judged(Mail mail) {
        Decision decision = policy.decide(mail);
        return decision.disposition() + " " + decision.reply() + " " + found(decision.mail());
    }

    private static String found(Mail mail) {
        return mail.checks().stream().map(Mail.Check::filter).toList() + " "
                + mail.findings().stream()
                        .map(finding -> finding.symbol() + "=" + finding.score())
                        .toList();
    }

    @Test
    void whatItIsToldReachesTheStep() {
        Mail bare = Mails.connected(Mails.client("192.0.2.7", false));
        Mail greeted = bare.at(Phase.HELO, bare.envelope().greeted("192.0.2.9", true), Mails.soon());
        assertThat(found(policy.decide(greeted).mail())).contains("HELO_BARE_IP");

        policy.edit(
                policy.route("helo"),
                HELO,
                "            uri: kamelet:serai-helo-action\n            parameters: { mode: 'off' }\n");
        policy.generations.reload();

        assertThat(policy.generations.refusal()).isNull();
        assertThat(found(policy.decide(greeted).mail())).doesNotContain("HELO_BARE_IP");
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
                .contains("serai:helo has no option 'resolv'")
                .contains("resolve");
    }

    @Test
    void aKameletThatIsNotOursIsToldWithItsPlace() {
        policy.edit(policy.route("helo"), HELO, "            uri: kamelet:delay-action\n");
        policy.generations.reload();

        assertThat(policy.generations.refusal())
                .contains("routes/helo.camel.yaml:")
                .contains("there is no Kamelet delay-action in a policy");
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
