/** The SMTP client towards the backend: connections, their pool, one transaction a mail, replies mapped for our client. */
@NullMarked
package org.serai.delivery;

import org.jspecify.annotations.NullMarked;
