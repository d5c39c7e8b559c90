# `cmake --install` puts the program and what belongs to it below a prefix; `cpack -G DEB` makes of the
# same, and of what has the component debian, a package. The program itself writes its manual page and
# its completion.
set(written ${PROJECT_BINARY_DIR}/written)
add_custom_command(
  OUTPUT ${written}/hazardmap.1.gz ${written}/hazardmap
  COMMAND ${CMAKE_COMMAND} -E make_directory ${written}
  COMMAND hazardmap --man > ${written}/hazardmap.1
  COMMAND gzip -9nf ${written}/hazardmap.1
  COMMAND hazardmap --bash-completion > ${written}/hazardmap
  DEPENDS hazardmap
  COMMENT "Writing the manual page and the completion"
  VERBATIM)
add_custom_target(written ALL DEPENDS ${written}/hazardmap.1.gz ${written}/hazardmap)

set(doc share/doc/hazardmap)
install(TARGETS hazardmap DESTINATION bin)
install(FILES ${written}/hazardmap.1.gz DESTINATION share/man/man1)
install(FILES ${written}/hazardmap DESTINATION share/bash-completion/completions)
install(FILES docs/hazardmap.schema.json DESTINATION share/hazardmap)
install(DIRECTORY sample-data/ DESTINATION share/hazardmap/example REGEX "/generat(e|or)$" EXCLUDE)
install(FILES docs/configuration.md docs/planning.md docs/styles.md DESTINATION ${doc})
install(FILES docs/deploy/README.md docs/deploy/nginx.conf docs/deploy/nginx-path.conf
              docs/deploy/Caddyfile docs/deploy/Caddyfile-path DESTINATION ${doc}/deploy)

# The unit names the program; only now is it known where that goes.
install(FILES docs/deploy/hazardmap.service DESTINATION lib/systemd/system)
install(CODE [[
  set(unit $ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/lib/systemd/system/hazardmap.service)
  file(READ ${unit} text)
  string(REPLACE "=/usr/local/bin/" "=${CMAKE_INSTALL_PREFIX}/bin/" text "${text}")
  file(WRITE ${unit} "${text}")
]])

set(debian ${PROJECT_SOURCE_DIR}/docs/deploy/debian)
install(FILES ${debian}/hazardmap.json DESTINATION /etc/hazardmap COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES ${debian}/copyright DESTINATION ${doc} COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES CHANGELOG.md RENAME changelog DESTINATION ${doc} COMPONENT debian EXCLUDE_FROM_ALL)
configure_file(${debian}/changelog changelog.Debian @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/changelog.Debian DESTINATION ${doc} COMPONENT debian EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME hazardmap)
set(CPACK_PACKAGE_CONTACT "The hazardmap authors <hazardmap@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "hazard zones, fire stations and incidents on a map")
set(CPACK_PACKAGE_DESCRIPTION
  "Serves any GDAL vector source as a map in the browser, as vector and GeoJSON
tiles and as whole layers for QGIS. It tells where engines arrive in time by
road, who is left out, and how a flood changes that.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_CMAKE_PROJECTS
  ${PROJECT_BINARY_DIR} hazardmap ALL / ${PROJECT_BINARY_DIR} hazardmap debian /)
set(CPACK_PRE_BUILD_SCRIPTS ${debian}/before_packing.cmake)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_DEPENDS adduser)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${debian}/conffiles ${debian}/postinst ${debian}/prerm ${debian}/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
