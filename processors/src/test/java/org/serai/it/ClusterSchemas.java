package org.serai.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What a cluster would say of a manifest: the models of Kubernetes' own client, the schema of Camel K; no field that they do not know. */
final class ClusterSchemas {

    private interface Model {
        void validate(JsonElement document) throws IOException;
    }

    /** By apiVersion and kind: those that manifests of ours have. */
    private static final Map<String, Model> MODELS = Map.of(
            "v1/ConfigMap", V1ConfigMap::validateJsonElement,
            "v1/Service", V1Service::validateJsonElement,
            "v1/PersistentVolumeClaim", V1PersistentVolumeClaim::validateJsonElement,
            "apps/v1/StatefulSet", V1StatefulSet::validateJsonElement,
            "apps/v1/Deployment", V1Deployment::validateJsonElement,
            "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::validateJsonElement);

    private final JsonSchema integration = integration();

    /** What is wrong; empty: nothing. */
    List<String> problems(JsonNode document) {
        String kind = document.path("apiVersion").asText() + "/"
                + document.path("kind").asText();
        if (kind.equals("camel.apache.org/v1/Integration")) {
            return integration.validate(document).stream()
                    .map(problem -> kind + ": " + problem.getMessage())
                    .toList();
        }
        Model model = MODELS.get(kind);
        if (model == null) {
            return List.of("no model knows " + kind);
        }
        try {
            model.validate(JsonParser.parseString(document.toString()));
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(kind + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonSchema integration() {
        try (InputStream in = ClusterSchemas.class.getResourceAsStream("/camel.apache.org_integrations.yaml")) {
            Object yaml = new Load(LoadSettings.builder().build()).loadFromInputStream(Objects.requireNonNull(in));
            JsonNode definition = new ObjectMapper().valueToTree(yaml);
            JsonNode schema = definition.at("/spec/versions/0/schema/openAPIV3Schema");
            close(schema);
            return JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A cluster drops what a structural schema does not name, with a warning at most; here it is refused. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.path("properties").isObject()) {
            if (!object.has("additionalProperties") && !object.has("x-kubernetes-preserve-unknown-fields")) {
                object.put("additionalProperties", false);
            }
        }
        schema.forEach(ClusterSchemas::close);
    }
}
