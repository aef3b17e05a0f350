# embed(FUNCTION FILES OUT) sets OUT to C++ that defines FUNCTION, declared beside schema_data.h's DataFile: the
# files by name. Bytes are copied as hexadecimal escapes, so no character of a data file can end a literal or
# depend on the compiler's character set.
function(embed FUNCTION FILES OUT)
  set(table "")
  foreach(path IN LISTS FILES)
    get_filename_component(name "${path}" NAME)
    file(READ "${path}" hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" escaped "${hex}")
    # 40 bytes a line: one \xNN is four characters.
    string(REGEX REPLACE "((\\\\x..)(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?)" "\\1\"\n    \"" lines "${escaped}")
    file(SIZE "${path}" size)
    string(APPEND table "  {\"${name}\", absl::string_view(\n    \"${lines}\", ${size})},\n")
  endforeach()
  set(${OUT} "absl::Span<const DataFile> ${FUNCTION}() {\n  static constexpr DataFile kFiles[] = {\n${table}  };\n  return kFiles;\n}\n" PARENT_SCOPE)
endfunction()
