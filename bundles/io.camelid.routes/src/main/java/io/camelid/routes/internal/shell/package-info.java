/** Shell commands that show Camel contexts and their routes, as Camel's own do where they can be installed. */
package io.camelid.routes.internal.shell;
