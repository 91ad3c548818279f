package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.ConfigMapVolume;
import org.serai.camel.Sections;
import org.serai.config.Settings;
import org.serai.smtp.SmtpSettings;

/** The manifests of {@code camel-k/}, as kustomize renders them: a cluster takes them, and they say what Serai understands. */
class ManifestsIT {

    /** For the container, not for Serai. */
    private static final Set<String> OTHERS = Set.of("SERAI_HOME", "POD_NAMESPACE", "QUARKUS_HTTP_PORT");

    private static final Map<String, String> OF_THE_POD =
            Map.of("<status.podIP>", "10.1.2.3", "<metadata.namespace>", "mail");

    private static final int LARGEST_CONFIG_MAP = 1 << 20;

    private final ClusterSchemas schemas = new ClusterSchemas();

    @TempDir
    private Path directory;

    static List<Kustomize> rendered() throws IOException {
        return Kustomize.overlays().stream().map(Kustomize::render).toList();
    }

    @ParameterizedTest
    @MethodSource("rendered")
    void aClusterTakesEachDocument(Kustomize manifests) {
        for (JsonNode document : manifests.documents()) {
            assertThat(schemas.problems(document)).as(manifests.overlay()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "production-statefulset, StatefulSet, /spec, podManagmentPolicy",
        "production-statefulset, StatefulSet, /spec/template/spec, terminationGracePeriod",
        "production-statefulset, StatefulSet, /spec/template/spec/containers/0, securityContexts",
        "production-statefulset, StatefulSet, /spec/template/spec/containers/0/readinessProbe/httpGet, route",
        "production-statefulset, NetworkPolicy, /spec/ingress/0, port",
        "production-statefulset, PodDisruptionBudget, /spec, maxUnavailables",
        "production-statefulset, PersistentVolumeClaim, /spec, accessMode",
        "production-statefulset, Service, /spec, externalTrafikPolicy",
        "production-statefulset, ConfigMap, '', file",
        "single-deployment, Deployment, /spec, strategies",
        "single-deployment, PersistentVolumeClaim, /spec, accessMode",
        "production, Integration, /spec, replica",
        "production, Integration, /spec/traits, mounts",
        "production, Integration, /spec/traits/mount, resource",
        "production, Integration, /spec/template/spec/containers/0/securityContext, readOnlyRootFileSystem"
    })
    void aMisspeltFieldIsRefused(String overlay, String kind, String where, String field) {
        JsonNode document = Kustomize.render(overlay).all(kind).get(0).deepCopy();
        assertThat(schemas.problems(document)).isEmpty();

        ((ObjectNode) document.at(where)).put(field, "x");
        assertThat(schemas.problems(document)).singleElement().asString().contains(field);
    }

    @ParameterizedTest
    @MethodSource("rendered")
    void theConfigMapsAreTheFilesOfTheRepository(Kustomize manifests) throws IOException {
        Path root = Repository.root();
        var expected = new TreeMap<String, Map<String, String>>();
        expected.put("serai-routes", files(root.resolve("routes"), ".camel.yaml"));
        expected.put("serai-listeners", files(root.resolve("routes/listeners"), ".camel.yaml"));
        expected.put("serai-lists", files(root.resolve("config/lists"), ".txt"));
        expected.put("serai-digest", files(root.resolve("config/digest"), ".mustache"));
        Map<String, String> config = files(root.resolve("config"), ".properties", "policies.yaml");
        String kind = manifests.overlay().replaceAll("-.*", "");
        config.put(
                "serai.properties", Files.readString(root.resolve("camel-k/components/" + kind + "/serai.properties")));
        expected.put("serai-config", config);

        assertThat(manifests.all("ConfigMap")).hasSize(expected.size());
        expected.forEach((name, files) -> {
            Map<String, String> map = texts(manifests.configMap(name));
            assertThat(map.keySet())
                    .as("%s: kustomization.yaml beside the files names each of them", name)
                    .isEqualTo(files.keySet());
            assertThat(map).isEqualTo(files);
            assertThat(manifests.named("ConfigMap", name).toString().length()).isLessThan(LARGEST_CONFIG_MAP);
        });
        assertThat(manifests.configMounts())
                .isEqualTo(Map.of(
                        "serai-routes", "/etc/serai/routes",
                        "serai-listeners", "/etc/serai/routes/listeners",
                        "serai-config", "/etc/serai/config",
                        "serai-lists", "/etc/serai/config/lists",
                        "serai-digest", "/etc/serai/config/digest"));
    }

    private static Map<String, String> files(Path directory, String... endings) throws IOException {
        Map<String, String> files = texts(ConfigMapVolume.read(directory));
        files.keySet().removeIf(name -> List.of(endings).stream().noneMatch(name::endsWith));
        assertThat(files).isNotEmpty();
        return files;
    }

    private static Map<String, String> texts(Map<String, byte[]> files) {
        var out = new TreeMap<String, String>();
        files.forEach((name, octets) -> out.put(name, new String(octets, StandardCharsets.UTF_8)));
        return out;
    }

    @ParameterizedTest
    @MethodSource("rendered")
    void seraiUnderstandsPropertiesAndEnvironment(Kustomize manifests) throws IOException {
        Settings settings = settings(manifests);

        var known = new TreeSet<String>(OTHERS);
        settings.effective().keySet().forEach(name -> known.add(variable(name)));
        assertThat(known).containsAll(manifests.environment().keySet());
        assertThat(settings.said("data.dir")).isEqualTo("/var/lib/serai");
        assertThat(settings.said("store.cluster.bind-address")).isEqualTo("10.1.2.3");
        assertThat(settings.said("store.cluster.dns")).isEqualTo("serai-nodes.mail.svc.cluster.local");
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** As the container has them. */
    private Settings settings(Kustomize manifests) throws IOException {
        var environment = new TreeMap<String, String>();
        manifests.environment().forEach((name, value) -> environment.put(name, OF_THE_POD.getOrDefault(value, value)));
        environment.replaceAll((name, value) -> value.replace("$(POD_NAMESPACE)", environment.get("POD_NAMESPACE")));
        Path file = directory.resolve(manifests.overlay() + ".properties");
        Files.write(file, manifests.configMap("serai-config").get("serai.properties"));
        return Settings.load(Sections.all(), file, environment, new Properties());
    }

    @ParameterizedTest
    @MethodSource("rendered")
    void portsAndLabelsMeet(Kustomize manifests) throws IOException {
        Map<String, String> properties = settings(manifests).effective();
        JsonNode mail = manifests.named("Service", "serai-mail").at("/spec/ports/0");
        assertThat(mail.path("port").asInt()).isEqualTo(25);
        assertThat(mail.path("targetPort").asText()).isEqualTo(properties.get("smtp.port"));
        assertThat(manifests
                        .named("Service", "serai-nodes")
                        .at("/spec/ports/0/port")
                        .asText())
                .isEqualTo(properties.get("store.cluster.port"));
        assertThat(properties.get("http.host"))
                .as("the kubelet asks from outside")
                .isEqualTo("0.0.0.0");
        assertThat(healthPort(manifests)).isEqualTo(properties.get("http.port"));
        for (JsonNode policy : manifests.all("NetworkPolicy")) {
            assertThat(policy.findValuesAsText("port"))
                    .containsExactlyInAnyOrder(
                            properties.get("smtp.port"),
                            properties.get("store.cluster.port"),
                            properties.get("http.port"));
        }

        String name = "app.kubernetes.io/name";
        JsonNode workload = manifests.workload();
        JsonNode labels = workload.at(manifests.byOperator() ? "/metadata/labels" : "/spec/template/metadata/labels");
        if (manifests.byOperator()) {
            assertThat(workload.at("/spec/traits/owner/targetLabels").toString())
                    .contains(name);
        }
        var selectors = new ArrayList<JsonNode>();
        manifests.all("Service").forEach(service -> selectors.add(service.at("/spec/selector")));
        manifests.all("PodDisruptionBudget").forEach(budget -> selectors.add(budget.at("/spec/selector/matchLabels")));
        manifests.all("NetworkPolicy").forEach(policy -> selectors.add(policy.at("/spec/podSelector/matchLabels")));
        assertThat(selectors).allSatisfy(selector -> {
            assertThat(selector).hasSize(1);
            assertThat(selector.path(name).asText()).isEqualTo(labels.path(name).asText());
        });
    }

    private static String healthPort(Kustomize manifests) {
        if (manifests.byOperator()) {
            return manifests.workload().at("/spec/traits/container/port").asText();
        }
        var ports = new HashSet<String>();
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(manifests.container().at("/" + probe + "/httpGet/port").asText())
                    .isEqualTo("http");
        }
        for (JsonNode port : manifests.container().path("ports")) {
            if (port.path("name").asText().equals("http")) {
                ports.add(port.path("containerPort").asText());
            }
        }
        assertThat(ports).hasSize(1);
        return ports.iterator().next();
    }

    /** As {@code TimeoutStopSec} in config/serai.service: twice the wait for sessions, and a minute. */
    @ParameterizedTest
    @MethodSource("rendered")
    void aPodMayEndInPeace(Kustomize manifests) throws IOException {
        long drain = settings(manifests)
                .bind("smtp.", SmtpSettings.class)
                .drainTimeout()
                .toSeconds();
        int before =
                manifests.container().at("/lifecycle/preStop/exec/command/1").asInt();

        assertThat(before).isPositive();
        assertThat(manifests.pod().path("terminationGracePeriodSeconds").asInt())
                .isGreaterThanOrEqualTo(Math.toIntExact(before + 2 * drain + 60));
    }

    @ParameterizedTest
    @MethodSource("rendered")
    void aPodHasNoRightsAndWritesWhereItMust(Kustomize manifests) {
        JsonNode container = manifests.container().path("securityContext");
        JsonNode rights = manifests.byOperator() ? manifests.workload().at("/spec/traits/container") : container;
        JsonNode user = manifests.byOperator() ? rights : manifests.pod().path("securityContext");

        assertThat(user.path("runAsUser").asInt()).isEqualTo(10001);
        assertThat(user.path("runAsNonRoot").asBoolean()).isTrue();
        assertThat(rights.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(rights.at(manifests.byOperator() ? "/capabilitiesDrop/0" : "/capabilities/drop/0")
                        .asText())
                .isEqualTo("ALL");
        assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        var written = new TreeSet<String>();
        for (JsonNode mount : manifests.container().path("volumeMounts")) {
            if (!mount.path("readOnly").asBoolean()) {
                written.add(mount.path("mountPath").asText());
            }
        }
        written.remove("/var/lib/serai-claims");
        assertThat(written).containsExactly("/tmp", "/var/lib/serai");
    }

    /** Custody: what a client was told 250 about must not go with the pod. */
    @ParameterizedTest
    @MethodSource("rendered")
    void whatIsKeptOutlivesItsPod(Kustomize manifests) throws IOException {
        if (!manifests.overlay().startsWith("production")) {
            return; // To try: its quarantine may go; and the one below.
        }
        Map<String, String> properties = settings(manifests).effective();
        boolean diskStays = manifests.mount("/var/lib/serai").path("spec").has("accessModes");

        assertThat(properties.get("quarantine.uri")).startsWith("kafka:");
        assertThat(properties.get("quarantine.fallback")).isEqualTo(diskStays ? "file" : "defer");
        assertThat(properties.get("claim-store.uri")).isEqualTo("file:/var/lib/serai-claims");
        assertThat(manifests
                        .mount("/var/lib/serai-claims")
                        .at("/persistentVolumeClaim/claimName")
                        .asText())
                .isEqualTo("serai-claims");
        assertThat(manifests.workload().at("/spec/replicas").asInt()).isEqualTo(3);
        assertThat(properties.get("store.uri")).isEqualTo("cluster:");
    }

    /** The same where one Serai keeps all on its disk: there is one disk, and never two that write on it. */
    @Test
    void aDeploymentKeepsItsDiskAndHasNoSecondReplica() throws IOException {
        Kustomize single = Kustomize.render("single-deployment");
        JsonNode claim = single.mount("/var/lib/serai").at("/persistentVolumeClaim/claimName");
        Map<String, String> properties = settings(single).effective();

        assertThat(single.workload().path("kind").asText()).isEqualTo("Deployment");
        assertThat(single.workload().at("/spec/replicas").asInt()).isOne();
        assertThat(single.workload().at("/spec/strategy/type").asText()).isEqualTo("Recreate");
        assertThat(single.named("PersistentVolumeClaim", claim.asText())
                        .at("/spec/accessModes/0")
                        .asText())
                .isEqualTo("ReadWriteOnce");
        assertThat(properties.get("store.uri")).isEqualTo("embedded:");
        for (String kept : List.of("quarantine.uri", "dead-letter.uri", "audit.uri", "claim-store.uri")) {
            assertThat(properties.get(kept)).as("%s: below data.dir", kept).isEmpty();
        }
    }

    /** What properties name lies where a Secret is mounted, and docs/camel-k.md tells how to make it. */
    @ParameterizedTest
    @MethodSource("rendered")
    void secretsAreWherePropertiesLookForThem(Kustomize manifests) throws IOException {
        String page = Files.readString(Repository.root().resolve("docs/camel-k.md"));
        var secrets = new TreeMap<String, String>();
        manifests.mounts().forEach((path, volume) -> {
            if (volume.has("secret")) {
                secrets.put(path, volume.at("/secret/secretName").asText());
                assertThat(volume.at("/secret/optional").asBoolean()).isTrue();
            }
        });
        assertThat(secrets.values()).allSatisfy(secret -> assertThat(page).contains("secret generic " + secret + " "));
        Map<String, String> properties = settings(manifests).effective();
        for (String name : List.of(
                "smtp.tls.certificate",
                "smtp.tls.key",
                "store.cluster.keystore",
                "store.cluster.keystore-password-file",
                "kafka.authorities",
                "kafka.password-file")) {
            String file = properties.getOrDefault(name, "");
            if (!file.isEmpty()) {
                Path path = Path.of("/etc/serai").resolve(file);
                assertThat(secrets).as(name).containsKey(String.valueOf(path.getParent()));
                assertThat(page).as(name).contains("--from-file=" + path.getFileName() + "=");
            }
        }
    }

    @Test
    void allWaysToRunItAreThere() throws IOException {
        assertThat(Kustomize.overlays())
                .containsExactly(
                        "dev",
                        "dev-flows",
                        "dev-statefulset",
                        "production",
                        "production-statefulset",
                        "single-deployment");
        JsonNode built = Kustomize.render("dev-flows").workload().path("spec");
        assertThat(built.at("/flows/0/from/uri").asText()).isEqualTo("serai:firewall");
        String version = version();
        assertThat(built.at("/dependencies/0").asText()).isEqualTo("mvn:org.serai:serai-processors:" + version);
        assertThat(built.at("/traits/container").has("image")).isFalse();
        for (String overlay : List.of("dev", "production")) {
            assertThat(Kustomize.render(overlay)
                            .workload()
                            .at("/spec/traits/container/image")
                            .asText())
                    .isEqualTo(Kustomize.render(overlay + "-statefulset")
                            .container()
                            .path("image")
                            .asText())
                    .isEqualTo("registry.example.org/serai:" + version);
        }
    }

    /** That of the pom, where it stands. */
    private static String version() throws IOException {
        String pom = Files.readString(Repository.root().resolve("pom.xml"));
        int from = pom.indexOf("<version>") + "<version>".length();
        return pom.substring(from, pom.indexOf("</version>"));
    }
}
