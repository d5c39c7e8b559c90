# embed_files(<target> <namespace> <function> <file>...)
#
# Links the bytes of the files into <target> and gives it a header "<function>.hpp" with
#   std::span<const <namespace>::EmbeddedFile> <namespace>::<function>();
# Names are file names without folders. A changed file is embedded again at the next build.
enable_language(ASM)

function(embed_files target namespace function)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${function})
  set(symbols "")
  set(rows "")
  set(bytes "")
  set(index 0)
  set(paths "")
  foreach(file IN LISTS ARGN)
    get_filename_component(path ${file} ABSOLUTE BASE_DIR ${CMAKE_CURRENT_SOURCE_DIR})
    get_filename_component(name ${file} NAME)
    set(symbol ${namespace}_${function}_${index})
    string(APPEND bytes ".global ${symbol}_begin\n.global ${symbol}_end\n"
                        "${symbol}_begin:\n.incbin \"${path}\"\n${symbol}_end:\n.byte 0\n")
    string(APPEND symbols "extern const char ${symbol}_begin[];\nextern const char ${symbol}_end[];\n")
    string(APPEND rows "      EmbeddedFile{\"${name}\", {${symbol}_begin, ${symbol}_end}},\n")
    list(APPEND paths ${path})
    math(EXPR index "${index} + 1")
  endforeach()

  file(CONFIGURE OUTPUT ${folder}/${function}.S @ONLY CONTENT
".section .rodata
@bytes@.section .note.GNU-stack,\"\",%progbits
")
  file(CONFIGURE OUTPUT ${folder}/${function}.hpp @ONLY CONTENT
"#pragma once

#include <span>
#include <string_view>

namespace @namespace@ {

struct EmbeddedFile {
  std::string_view name;
  std::string_view content;
};

/// Files that are part of the program.
std::span<const EmbeddedFile> @function@();

} // namespace @namespace@
")
  file(CONFIGURE OUTPUT ${folder}/${function}.cpp @ONLY CONTENT
"#include \"@function@.hpp\"

#include <array>

extern \"C\" {
@symbols@}

namespace @namespace@ {

std::span<const EmbeddedFile> @function@() {
  static const std::array files{
@rows@  };
  return files;
}

} // namespace @namespace@
")
  set_source_files_properties(${folder}/${function}.S PROPERTIES OBJECT_DEPENDS "${paths}")
  target_sources(${target} PRIVATE ${folder}/${function}.S ${folder}/${function}.cpp)
  target_include_directories(${target} PRIVATE ${folder})
endfunction()
