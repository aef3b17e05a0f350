// Puts a file's bytes into the program: EMBED_FILE(name, "path") defines Embedded_name().
#ifndef LIAISON_HUB_PLUGIN_PROCESS_EMBED_H_
#define LIAISON_HUB_PLUGIN_PROCESS_EMBED_H_

#include "absl/strings/string_view.h"

// One file scope at the file's end, so that what the compiler writes next is in its own section.
#define LIAISON_EMBED_FILE(name, path)                                           \
  asm(".pushsection .rodata\n"                                                   \
      ".balign 16\n"                                                             \
      ".globl liaison_" #name                                                    \
      "_begin\n"                                                                 \
      "liaison_" #name                                                           \
      "_begin:\n"                                                                \
      ".incbin \"" path                                                          \
      "\"\n"                                                                     \
      ".globl liaison_" #name                                                    \
      "_end\n"                                                                   \
      "liaison_" #name                                                           \
      "_end:\n"                                                                  \
      ".byte 0\n"                                                                \
      ".popsection\n");                                                          \
  extern "C" const char liaison_##name##_begin[]; /* NOLINT */                   \
  extern "C" const char liaison_##name##_end[];   /* NOLINT */                   \
  static absl::string_view Embedded_##name() {                                   \
    return {liaison_##name##_begin,                                              \
            static_cast<size_t>(liaison_##name##_end - liaison_##name##_begin)}; \
  }

#endif  // LIAISON_HUB_PLUGIN_PROCESS_EMBED_H_
