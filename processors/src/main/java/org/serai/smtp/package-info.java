/** The SMTP door: decoder, session, spool. Knows nothing of Camel. */
@NullMarked
package org.serai.smtp;

import org.jspecify.annotations.NullMarked;
