/** What a mail is: envelope, content, findings. Needs nothing but the JDK. */
@NullMarked
package org.serai.mail;

import org.jspecify.annotations.NullMarked;
