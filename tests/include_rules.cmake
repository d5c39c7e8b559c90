# cmake -DROOT=<source> -P include_rules.cmake
# The rooms, what each may include from, and the files that may know a library. A new room or a new
# direction is written down here, below what it uses: arrows run one way.
cmake_minimum_required(VERSION 3.25)

# room -> rooms above it in this list that it may include from
set(rooms
  "geo:"
  "geo/threads: geo"
  "geo/tile: geo"
  "geo/road: geo"
  "geo/area: geo geo/threads geo/road"
  "layers/text: geo"
  "layers/requests: geo geo/road layers/text"
  "layers/roles: geo layers/text layers/requests"
  "layers/config: geo layers/text layers/requests layers/roles"
  "layers/features: geo geo/tile layers/text layers/roles layers/config"
  "layers/answers: geo geo/area layers/features"
  "layers/gdal: geo"
  "layers/files: geo layers/text layers/config layers/gdal"
  "layers/sources: geo layers/text layers/config layers/features layers/gdal layers/files"
  "layers/osm: geo layers/text layers/config layers/features layers/files layers/sources"
  "layers/repair: geo geo/threads layers/features"
  "layers/catalog: geo geo/threads layers/text layers/roles layers/config layers/features layers/files layers/sources layers/osm layers/repair"
  "layers/tiles: geo geo/tile layers/features"
  "layers/tilesets: geo geo/tile layers/features layers/tiles"
  "layers/roads: geo geo/road layers/text layers/requests layers/roles layers/config layers/features layers/sources layers/osm layers/catalog"
  "layers/access: geo geo/road layers/roads"
  "layers/demand: geo layers/features layers/sources"
  "layers/travel: geo geo/threads geo/road layers/text layers/requests layers/features layers/answers layers/catalog layers/roads layers/access layers/demand"
  "layers/response: geo geo/threads geo/tile geo/road geo/area layers/requests layers/answers layers/access layers/travel"
  "layers/coverage: geo geo/threads geo/road geo/area layers/requests layers/config layers/features layers/answers layers/roads layers/access layers/demand layers/travel"
  "layers/planner: geo layers/requests layers/config layers/features layers/answers layers/travel layers/response layers/coverage"
  "layers/results: geo geo/area layers/text layers/config layers/features layers/answers layers/gdal layers/roads"
  "styles: geo layers/text"
  "server/http: geo"
  "server/options: geo layers/text layers/tiles server/http"
  "server/wire: geo geo/threads server/options server/http"
  "server/app: geo geo/threads layers/features layers/catalog layers/tiles server/options server/http"
  "server/web: geo"
  "server/api: geo geo/tile layers/requests layers/config layers/features layers/tiles layers/response layers/coverage layers/planner layers/results styles server/http server/app server/web"
  "server/loading: geo geo/threads layers/text layers/requests layers/config layers/files layers/features layers/catalog layers/travel layers/planner layers/results styles server/options"
  "server/commands: geo geo/threads geo/tile layers/text layers/requests layers/config layers/gdal layers/sources layers/osm layers/catalog layers/tiles layers/tilesets layers/roads layers/answers layers/travel layers/coverage layers/planner layers/results server/options server/http server/wire server/app server/api server/loading"
  "server/manual:"
  "server: geo layers/text layers/requests layers/tilesets server/manual server/options server/wire server/commands")

# header (regular expression) -> files (regular expression) that may include it
set(libraries
  "proj\\.h"              "geo/projection\\.cpp"
  "geodesic\\.h"          "geo/geodesic_circle\\.cpp"
  "geos_c\\.h"            "geo/overlay\\.cpp"
  "(gdal|ogr|cpl)[a-z_]*\\.h" "layers/(gdal|files|sources|results)/gdal_.*"
  "osmium/.*"             "layers/osm/osm_.*"
  "bzlib\\.h"              "layers/osm/osm_bzip2\\.hpp"
  "expat\\.h"              "layers/(osm/osm_xml|files/xml_size)\\.cpp"
  "protozero/.*"          "geo/tile/mvt(_value)?\\.cpp"
  "simdjson\\.h"          "layers/(sources/geojson_.*|features/attribute_table\\.cpp)"
  "sqlite3\\.h"           "layers/(tilesets/sqlite\\.hpp|gdal/gdal_time_limit\\.cpp|files/sqlite_tables\\.cpp)"
  "pistache/.*"           "server/wire/pistache_.*"
  "boost/.*"              "server/wire/pistache_.*"
  "libdeflate\\.h"         "(server/http/compress|layers/results/png_writer)\\.cpp"
  "zstd\\.h"              "server/http/compress\\.cpp"
  "brotli/.*"             "server/http/compress\\.cpp"
  "prometheus/.*"         "server/app/metrics\\.cpp"
  "CLI/.*"                "server/command_line\\.cpp")

# The room of a file or an include: "layers/tiles/tile_builder.hpp" -> "layers/tiles".
function(room_of path result)
  get_filename_component(folder "${path}" DIRECTORY)
  set(${result} "${folder}" PARENT_SCOPE)
endfunction()

function(check_direction file header)
  room_of("${file}" from)
  room_of("${header}" to)
  if(NOT from STREQUAL to AND NOT to IN_LIST "may ${from}")
    message(SEND_ERROR "${file}: includes ${header}; ${from} may not know ${to}")
  endif()
endfunction()

function(check_library file header)
  list(LENGTH libraries count)
  math(EXPR last "${count} - 1")
  foreach(i RANGE 0 ${last} 2)
    math(EXPR j "${i} + 1")
    list(GET libraries ${i} pattern)
    list(GET libraries ${j} allowed)
    if("${header}" MATCHES "^${pattern}$" AND NOT "${file}" MATCHES "^${allowed}$")
      message(SEND_ERROR "${file}: includes ${header}; only ${allowed} may")
    endif()
  endforeach()
endfunction()

set(known "")
foreach(row IN LISTS rooms)
  string(REGEX MATCH "^([^:]*): ?(.*)$" row "${row}")
  set(room "${CMAKE_MATCH_1}")
  separate_arguments("may ${room}" UNIX_COMMAND "${CMAKE_MATCH_2}")
  foreach(used IN LISTS "may ${room}")
    if(NOT used IN_LIST known)
      message(SEND_ERROR "${room} may not know ${used}, which is not above it in the list")
    endif()
  endforeach()
  list(APPEND known "${room}")
endforeach()

# Whether a header begins with `// <room>: what it is for; what it does not know.`
function(introduces header room result)
  file(STRINGS ${ROOT}/${header} lines LIMIT_COUNT 1)
  set(begins FALSE)
  if("${lines}" MATCHES "^// ${room}: ")
    set(begins TRUE)
  endif()
  set(${result} ${begins} PARENT_SCOPE)
endfunction()

foreach(room IN LISTS known)
  file(GLOB headers RELATIVE ${ROOT} ${ROOT}/${room}/*.hpp)
  set(count 0)
  foreach(header IN LISTS headers)
    introduces(${header} ${room} begins)
    if(begins)
      math(EXPR count "${count} + 1")
    endif()
  endforeach()
  if(headers AND NOT count EQUAL 1)
    message(SEND_ERROR "${room}: ${count} headers begin with \"// ${room}: what it is for\"; one must")
  endif()
endforeach()

set(files_seen 0)
foreach(floor geo layers styles server)
  file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/${floor}/*.hpp ${ROOT}/${floor}/*.cpp)
  foreach(file IN LISTS files)
    room_of("${file}" room)
    if(NOT room IN_LIST known)
      message(SEND_ERROR "${file}: ${room} is not in the list of rooms")
    endif()
    file(STRINGS ${ROOT}/${file} lines REGEX "^#include")
    foreach(line IN LISTS lines)
      string(REGEX REPLACE "^#include [<\"]([^>\"]*)[>\"].*" "\\1" header "${line}")
      if("${header}" MATCHES "^(geo|layers|styles|server)/")
        check_direction("${file}" "${header}")
      else()
        check_library("${file}" "${header}")
      endif()
    endforeach()
    file(STRINGS ${ROOT}/${file} lines REGEX "(^|[^a-z_])volatile[^a-z_]")
    if(lines)
      message(SEND_ERROR "${file}: volatile orders nothing between threads; take std::atomic")
    endif()
    math(EXPR files_seen "${files_seen} + 1")
  endforeach()
endforeach()
if(files_seen LESS 20)
  message(FATAL_ERROR "only ${files_seen} files under ${ROOT}: is ROOT right?")
endif()
