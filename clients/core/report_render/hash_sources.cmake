# What draws a report: SHA-256 over the hashes of all sources, texts and base data that decide how
# it looks. Another one, and two drawings of the same report are not comparable.
#   cmake -DOUTPUT=FILE -DFILES=LIST -P hash_sources.cmake
set(hashes "")
foreach(file IN LISTS FILES)
  file(SHA256 ${file} hash)
  string(APPEND hashes "${hash}\n")
endforeach()
string(SHA256 hash "${hashes}")
file(WRITE ${OUTPUT} "#include \"clients/core/report_render/environment.h\"\n"
  "namespace liaison {\nconst char* const kDrawingProgram = \"${hash}\";\n}  // namespace liaison\n")
