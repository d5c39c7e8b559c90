# npm_install(<folder> <file>...)
#
# Installs, at build time, what <folder>/package-lock.json names: into the build folder, and only when
# the lock file changed. The files, named inside node_modules, are what the step makes.
find_program(NPM npm REQUIRED)

function(npm_install folder)
  set(from ${CMAKE_CURRENT_SOURCE_DIR}/${folder})
  set(to ${CMAKE_CURRENT_BINARY_DIR}/${folder})
  set(files ${ARGN})
  list(TRANSFORM files PREPEND ${to}/node_modules/)
  add_custom_command(
    OUTPUT ${files}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${to}
    COMMAND ${CMAKE_COMMAND} -E copy ${from}/package.json ${from}/package-lock.json ${to}
    COMMAND ${NPM} ci --prefix ${to} --ignore-scripts --no-audit --no-fund --loglevel=error
    COMMAND ${CMAKE_COMMAND} -E touch ${files} # npm keeps the packages' own times
    DEPENDS ${from}/package.json ${from}/package-lock.json
    COMMENT "npm ci for ${folder}"
    VERBATIM)
endfunction()
