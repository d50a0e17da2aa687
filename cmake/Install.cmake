# The install tree: program, library, headers, a CMake package that find_package(auditor) finds, and a .deb by cpack.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/auditor)

install(TARGETS auditor_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(AUDITOR_STATIC_GIT2)
  install(TARGETS auditor_no_kerberos EXPORT auditor-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()
install(TARGETS auditor auditor_options EXPORT auditor-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/auditor/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/auditor FILES_MATCHING PATTERN "*.h"
        PATTERN "result.h" EXCLUDE)
install(FILES auditor/core/result.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/auditor)  # include/auditor/result.h includes it
install(EXPORT auditor-targets NAMESPACE auditor:: DESTINATION ${package_dir})
configure_package_config_file(cmake/auditor-config.cmake.in ${PROJECT_BINARY_DIR}/auditor-config.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/auditor-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/auditor-config.cmake ${PROJECT_BINARY_DIR}/auditor-config-version.cmake
        DESTINATION ${package_dir})

# The program writes its own completion and manual, so that they never differ from --help: while installing, so that
# nothing but the program need have been built.
set(generated ${PROJECT_BINARY_DIR}/share)
file(MAKE_DIRECTORY ${generated})
foreach(page "completion bash;auditor.bash" "completion zsh;_auditor" "completion fish;auditor.fish" "manual;auditor.1")
  list(GET page 0 arguments)
  list(GET page 1 file)
  string(REPLACE " " ";" arguments "${arguments}")
  install(CODE "execute_process(COMMAND \"$<TARGET_FILE:auditor_cli>\" ${arguments} --output \"${generated}/${file}\" COMMAND_ERROR_IS_FATAL ANY)")
endforeach()
install(FILES ${generated}/auditor.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME auditor)
install(FILES ${generated}/_auditor DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${generated}/auditor.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${generated}/auditor.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME auditor)
set(CPACK_PACKAGE_VENDOR "auditor maintainers")
set(CPACK_PACKAGE_CONTACT "auditor maintainers <maintainers@example.invalid>")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
include(CPack)
