# What CPack runs before it packs: changelogs are compressed, and everybody may read what is installed,
# whatever the umask was.
set(doc ${CPACK_TEMPORARY_DIRECTORY}/usr/share/doc/hazardmap)
execute_process(COMMAND gzip -9n ${doc}/changelog ${doc}/changelog.Debian COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND chmod -R go+rX ${CPACK_TEMPORARY_DIRECTORY} COMMAND_ERROR_IS_FATAL ANY)
