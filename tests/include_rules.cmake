# cmake -DROOT=<source> -P include_rules.cmake
# Keeps the direction of dependencies and keeps each C library inside the files that may know it.
cmake_minimum_required(VERSION 3.25)

# folder -> project folders it may include from
set(geo_may geo)
set(styles_may styles geo)
set(layers_may layers geo)
set(server_may server layers styles geo)

# header (regular expression) -> files (regular expression) that may include it
set(rules
  "proj\\.h"              "geo/projection\\.cpp"
  "geos_c\\.h"            "geo/overlay\\.cpp"
  "(gdal|ogr|cpl)[a-z_]*\\.h" "layers/(gdal|sources|catalog|results)/(gdal_|osm_).*"
  "protozero/.*"          "(geo/tile/mvt|layers/features/attributes)\\.cpp"
  "simdjson\\.h"          "layers/(sources/geojson_.*|features/tag_table\\.cpp)"
  "sqlite3\\.h"          "layers/tilesets/sqlite\\.hpp"
  "pistache/.*"           "server/wire/pistache_.*"
  "boost/.*"              "server/wire/pistache_.*"
  "(libdeflate|zstd)\\.h" "server/http/compress\\.cpp"
  "brotli/.*"             "server/http/compress\\.cpp"
  "prometheus/.*"         "server/app/metrics\\.cpp"
  "CLI/.*"                "server/main\\.cpp")

set(broken "")

function(check_line file folder header)
  string(REGEX MATCH "^(geo|layers|styles|server)/" project_folder "${header}")
  string(REPLACE "/" "" project_folder "${project_folder}")
  if(project_folder)
    if(NOT project_folder IN_LIST ${folder}_may)
      message(SEND_ERROR "${file}: includes ${header}; ${folder} may not know ${project_folder}")
    endif()
    return()
  endif()
  list(LENGTH rules count)
  math(EXPR last "${count} - 1")
  foreach(i RANGE 0 ${last} 2)
    math(EXPR j "${i} + 1")
    list(GET rules ${i} pattern)
    list(GET rules ${j} allowed)
    if("${header}" MATCHES "^${pattern}$" AND NOT "${file}" MATCHES "^${allowed}$")
      message(SEND_ERROR "${file}: includes ${header}; only ${allowed} may")
    endif()
  endforeach()
endfunction()

set(files_seen 0)
foreach(folder geo layers styles server)
  file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/${folder}/*.hpp ${ROOT}/${folder}/*.cpp)
  foreach(file IN LISTS files)
    file(STRINGS ${ROOT}/${file} lines REGEX "^#include")
    foreach(line IN LISTS lines)
      string(REGEX REPLACE "^#include [<\"]([^>\"]*)[>\"].*" "\\1" header "${line}")
      check_line(${file} ${folder} "${header}")
    endforeach()
    math(EXPR files_seen "${files_seen} + 1")
  endforeach()
endforeach()
if(files_seen LESS 20)
  message(FATAL_ERROR "only ${files_seen} files under ${ROOT}: is ROOT right?")
endif()
