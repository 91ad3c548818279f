package org.serai.smtp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Reply;

/** What clients speak by mistake, or to find out who is there, and how they are told. */
enum OtherProtocol {
    TLS("This port speaks SMTP; say STARTTLS for TLS"),
    HTTP("This is SMTP, not HTTP"),
    SSH("This is SMTP, not SSH");

    private static final byte TLS_HANDSHAKE = 0x16;
    private static final String SSH_VERSION = "SSH-";
    private static final int LONGEST_WORD = 7;
    private static final Set<String> METHODS =
            Set.of("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "CONNECT", "PATCH", "TRACE", "PRI");

    private final Reply reply;

    OtherProtocol(String text) {
        reply = Reply.of(554, "5.5.1", text);
    }

    Reply reply() {
        return reply;
    }

    /** The one that begins with what has come, of which nothing is taken; null for SMTP, and while it cannot be told. */
    static @Nullable OtherProtocol of(ByteBuf in) {
        if (!in.isReadable()) {
            return null;
        }
        int from = in.readerIndex();
        if (in.getByte(from) == TLS_HANDSHAKE) {
            return TLS;
        }
        int length = Math.min(in.readableBytes(), LONGEST_WORD + 1);
        String text = in.toString(from, length, StandardCharsets.ISO_8859_1);
        if (text.startsWith(SSH_VERSION)) {
            return SSH;
        }
        int end = 0;
        while (end < length && text.charAt(end) > ' ') {
            end++;
        }
        boolean method = end < length && METHODS.contains(text.substring(0, end).toUpperCase(Locale.ROOT));
        return method ? HTTP : null;
    }
}
