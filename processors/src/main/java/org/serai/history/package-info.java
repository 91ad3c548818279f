/** What is remembered of senders, clients and recipients from one session to the next: tables of the store, read by filters, written by effects. */
@NullMarked
package org.serai.history;

import org.jspecify.annotations.NullMarked;
