/* java.c: version and classes. */
#include "tools/java.h"

#include <stdio.h>

int java_version(void)
{
    puts("4.1.1");
    return 0;
}

int java_uncaught(const struct thrown *t)
{
    thrown_say(t);
    thrown_print("", t);
    fputc('\n', stderr);
    return 1;
}

int java_no_class(struct thrown *t, const char *program, const char *name, const char *known)
{
    struct thrown sentence = {0};
    thrown_set(&sentence, "", "%s: %s cannot be loaded, for there is no Java here; built in: %s",
               program, name, known);
    thrown_say(&sentence);
    thrown_deinit(&sentence);
    return thrown_set(t, "java.lang.ClassNotFoundException", "%s", name);
}
