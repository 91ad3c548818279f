package org.serai.tracing;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/** Names of attributes: those of OpenTelemetry's semantic conventions where they have one, else our own. */
final class Keys {

    static final AttributeKey<String> MAIL_ID = AttributeKey.stringKey("serai.mail.id");
    static final AttributeKey<String> SESSION_ID = AttributeKey.stringKey("serai.session.id");
    static final AttributeKey<String> LISTENER = AttributeKey.stringKey("serai.listener");
    static final AttributeKey<String> DISPOSITION = AttributeKey.stringKey("serai.disposition");
    static final AttributeKey<Long> REPLY_CODE = AttributeKey.longKey("serai.reply.code");
    static final AttributeKey<String> REPLY_STATUS = AttributeKey.stringKey("serai.reply.status");
    static final AttributeKey<List<String>> SYMBOLS = AttributeKey.stringArrayKey("serai.symbols");
    static final AttributeKey<String> ROUTE = AttributeKey.stringKey("serai.route");
    static final AttributeKey<String> HELO = AttributeKey.stringKey("serai.helo");
    static final AttributeKey<String> MAIL_FROM = AttributeKey.stringKey("serai.mail_from");
    static final AttributeKey<List<String>> RCPT_TO = AttributeKey.stringArrayKey("serai.rcpt_to");

    static final AttributeKey<String> CODE_FILE = AttributeKey.stringKey("code.file.path");
    static final AttributeKey<Long> CODE_LINE = AttributeKey.longKey("code.line.number");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    static final AttributeKey<String> TRANSPORT = AttributeKey.stringKey("network.transport");
    static final AttributeKey<String> PROTOCOL = AttributeKey.stringKey("network.protocol.name");
    static final AttributeKey<String> CLIENT_ADDRESS = AttributeKey.stringKey("client.address");
    static final AttributeKey<Long> CLIENT_PORT = AttributeKey.longKey("client.port");
    static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
    static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
    static final AttributeKey<String> SERVICE_INSTANCE = AttributeKey.stringKey("service.instance.id");

    private Keys() {}
}
