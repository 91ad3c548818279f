/** DMARC (RFC 9989): does the domain that the recipient sees stand behind the mail, and what does its owner ask for? */
@NullMarked
package org.serai.identity.dmarc;

import org.jspecify.annotations.NullMarked;
