package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.serai.ConfigMapVolume;
import org.serai.Mails;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Phase;

/** The policy in directories that Kubernetes mounts from ConfigMaps: an edit is a swap of links, never a file written. */
@Timeout(120)
class ConfigMapReloadTest extends PolicyFixture {

    private static final String HELO = "helo.camel.yaml";
    private static final String VERDICT = "uri: direct:verdict";
    private static final String UNDER_REPAIR =
            "uri: serai:reply\n            parameters: { code: 450, status: 4.3.2, text: Under repair }";

    private ConfigMapVolume mount(String directory) throws IOException {
        return ConfigMapVolume.over(home.resolve(directory));
    }

    private static Map<String, byte[]> edited(ConfigMapVolume volume, String file, String what, String by)
            throws IOException {
        Map<String, byte[]> data = volume.data();
        String text = new String(data.get(file), StandardCharsets.UTF_8);
        assertThat(text).contains(what);
        data.put(file, text.replace(what, by).getBytes(StandardCharsets.UTF_8));
        return data;
    }

    private void awaitGeneration(long number) {
        await().until(() -> policy.generations.current().number() == number);
    }

    private int helo() {
        return policy.decide(Mails.at(Phase.HELO)).reply().code();
    }

    @Test
    void aSwapIsTakenAndABadOneIsRefusedWithItsLine() throws IOException {
        ConfigMapVolume routes = mount("routes");
        policy.generations.reload();
        assertThat(policy.generations.refusal()).as("as mounted").isNull();
        policy.generations.watch();

        routes.swap(edited(routes, HELO, VERDICT, UNDER_REPAIR));
        await().until(() -> helo() == 450);
        long good = policy.generations.current().number();

        routes.swap(edited(routes, HELO, "serai:helo", "serai:hello"));
        await().until(() -> policy.generations.refusal() != null);
        assertThat(policy.generations.refusal())
                .contains(home.resolve("routes").resolve(HELO) + ":")
                .contains("serai:hello");
        assertThat(policy.generations.current().number()).isEqualTo(good);
        assertThat(helo()).isEqualTo(450);

        Map<String, byte[]> half = edited(routes, HELO, "serai:hello", "serai:helo");
        half.put(HELO, Arrays.copyOf(half.get(HELO), 300));
        routes.swap(half);
        await().until(() -> !String.valueOf(policy.generations.refusal()).contains("serai:hello"));
        assertThat(policy.generations.refusal()).contains(HELO);
        assertThat(helo()).isEqualTo(450);

        routes.swap(ConfigMapVolume.read(Path.of("../routes")));
        awaitGeneration(good + 1);
        assertThat(policy.generations.refusal()).isNull();
        assertThat(helo()).isEqualTo(250);
    }

    @Test
    void anotherTextOfTheSameLengthIsTaken() throws IOException {
        ConfigMapVolume routes = mount("routes");
        policy.generations.watch();
        awaitGeneration(2);

        routes.swap(edited(routes, HELO, "Bare addresses", "BARE ADDRESSES"));
        awaitGeneration(3);
    }

    @Test
    void listsAndScoresAreTaken() throws IOException {
        ConfigMapVolume config = mount("config");
        ConfigMapVolume lists = mount("config/lists");
        policy.generations.watch();
        Mail mail = Mails.at(Phase.CONNECT);
        assertThat(policy.decide(mail).reply().positive()).isTrue();

        Map<String, byte[]> blocked = lists.data();
        blocked.put("block-client.txt", "192.0.2.1\n".getBytes(StandardCharsets.UTF_8));
        lists.swap(blocked);
        await().until(() -> policy.decide(mail).disposition() == Disposition.REJECT);

        config.swap(edited(config, "scores.properties", "LISTS_BLOCK = REJECT", "LISTS_BLOCK = 1"));
        await().until(() -> policy.decide(mail).reply().positive());
        assertThat(policy.generations.refusal()).isNull();
    }

    @Test
    void aListThatIsTakenOutOfTheConfigMapIsNoEmptyOne() throws IOException {
        ConfigMapVolume lists = mount("config/lists");
        policy.generations.watch();
        awaitGeneration(2);

        Map<String, byte[]> fewer = lists.data();
        fewer.remove("block-client.txt");
        lists.swap(fewer);
        await().until(() -> policy.generations.refusal() != null);
        assertThat(policy.generations.refusal()).contains("block-client.txt has gone");
    }
}
