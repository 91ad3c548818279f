package org.serai.camel;

import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelLogger;
import org.apache.camel.spi.LogListener;
import org.serai.config.Plain;

/** What a step {@code log} says is one line of text, whatever a sender has written into it: controls are escaped, and it ends somewhere. */
final class PlainLog implements LogListener {

    private static final int LONGEST = 2000;

    @Override
    public String onLog(Exchange exchange, CamelLogger logger, String message) {
        return Plain.text(message, LONGEST);
    }
}
