/** What is asked of Kafka beside Camel's endpoints: whether a topic is safe, and one record of it. */
@NullMarked
package org.serai.kafka;

import org.jspecify.annotations.NullMarked;
