package org.serai.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic that a 250 relies on: made where it is missing, and looked at before anything is written to it. */
public final class QuarantineTopic {

    private static final Logger LOG = LoggerFactory.getLogger(QuarantineTopic.class);

    /** Beside the message: envelope and verdict, which name each recipient several times. */
    private static final int METADATA = 2 << 20;

    private final String name;
    private final KafkaSettings settings;
    private final Access access;
    private final Duration retention;
    private final Duration patience;
    private final @Nullable Duration forgetting;

    /**
     * @param retention of a topic that is made
     * @param patience for each question to the brokers
     * @param forgetting the time within which brokers begin to remove what a record without a value deletes; null: they never do
     */
    public QuarantineTopic(
            String name,
            KafkaSettings settings,
            Access access,
            Duration retention,
            Duration patience,
            @Nullable Duration forgetting) {
        this.forgetting = forgetting;
        this.name = name;
        this.settings = settings;
        this.access = access;
        this.retention = retention;
        this.patience = patience;
    }

    public String name() {
        return name;
    }

    /**
     * Looks at the topic; returns the octets that it takes as one record, at least.
     *
     * @throws ConfigException when a broker that dies could take messages with it, or there is no topic and none may be made
     * @throws UnreachableException when nobody answers for now
     */
    public int ensure() {
        Map<String, Object> properties = access.properties();
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis());
        try (Admin admin = Admin.create(properties)) {
            TopicDescription topic = describe(admin).orElseGet(() -> make(admin));
            var resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
            Config config = only(answer(admin.describeConfigs(Set.of(resource)).all()));
            refuseSingleReplica(topic, number(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG));
            warnOfBytesThatStay(config);
            return number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        } catch (RetriableException e) {
            throw new UnreachableException(e);
        } catch (ApiException e) {
            throw new ConfigException("topic " + name + ": " + e.getMessage(), e);
        } catch (KafkaException e) {
            if (reason(e).contains("No resolvable bootstrap")) {
                // A name that stands for no broker for now, as a headless service of Kubernetes without a ready one.
                throw new UnreachableException(e);
            }
            throw new ConfigException("kafka.brokers = '" + settings.brokers() + "': " + reason(e), e);
        }
    }

    /** Nobody answered, or a broker that cannot answer for now. */
    public static final class UnreachableException extends RuntimeException {

        private static final long serialVersionUID = 1;

        UnreachableException(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Of one that was asked about. */
    private static <T> T only(Map<?, T> answers) {
        return answers.values().iterator().next();
    }

    private int millis() {
        return Math.toIntExact(patience.toMillis());
    }

    private Optional<TopicDescription> describe(Admin admin) {
        try {
            return Optional.of(only(answer(admin.describeTopics(List.of(name)).allTopicNames())));
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    private TopicDescription make(Admin admin) {
        var topic = new NewTopic(name, Optional.empty(), Optional.of((short) settings.replicationFactor()));
        var config = new HashMap<String, String>();
        config.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(Math.min(2, settings.replicationFactor())));
        config.put(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(retention.toMillis()));
        config.put(
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                String.valueOf(settings.maxInlineSize().bytes() + METADATA));
        config.put(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
        if (forgetting != null) {
            config.put(TopicConfig.CLEANUP_POLICY_CONFIG, "compact,delete");
            config.put(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, String.valueOf(forgetting.toMillis()));
        }
        topic.configs(config);
        try {
            answer(admin.createTopics(List.of(topic)).all());
            LOG.info("Topic {} is made, replication factor {}", name, settings.replicationFactor());
        } catch (TopicExistsException e) {
            LOG.debug("Another node has made topic {}", name, e);
        } catch (RetriableException e) {
            throw e;
        } catch (ApiException e) {
            throw new ConfigException(
                    "there is no topic " + name + ", and with kafka.replication-factor = "
                            + settings.replicationFactor() + " it cannot be made: " + e.getMessage(),
                    e);
        }
        // The broker that is asked may not have heard of it yet.
        return describe(admin).orElseThrow(() -> new UnreachableException(new TimeoutException("topic is being made")));
    }

    private void refuseSingleReplica(TopicDescription topic, int minInSync) {
        int replicas = topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        if ((minInSync < 2 || replicas < 2) && !settings.allowSingleReplica()) {
            throw new ConfigException("topic " + name + " has min.insync.replicas = " + minInSync + " and " + replicas
                    + (replicas == 1 ? " replica" : " replicas")
                    + ": a broker that dies would take messages with it that were accepted. Raise both to 2 at least, or set"
                    + " kafka.allow-single-replica = true");
        }
    }

    private void warnOfBytesThatStay(Config config) {
        String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        if (forgetting != null && !policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            LOG.warn(
                    "Topic {} has cleanup.policy = {}: what is deleted or purged stays there until its time is over. Let an"
                            + " administrator of Kafka set cleanup.policy = compact,delete and max.compaction.lag.ms = {}",
                    name,
                    policy,
                    forgetting.toMillis());
        }
    }

    private static int number(Config config, String name) {
        return Integer.parseInt(config.get(name).value());
    }

    private <T> T answer(KafkaFuture<T> asked) {
        try {
            return asked.get(2 * patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new UnreachableException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException(e);
        }
    }

    /** The client says what is wrong in its cause. */
    private static String reason(Throwable e) {
        return e.getCause() == null ? String.valueOf(e.getMessage()) : reason(e.getCause());
    }
}
