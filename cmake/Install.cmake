# The install tree: program, library, headers and a package that find_package(auditor) finds.
include(CMakePackageConfigHelpers)
install(TARGETS auditor_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS auditor auditor_options EXPORT auditor-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY auditor/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/auditor FILES_MATCHING PATTERN "*.h"
        PATTERN "cli" EXCLUDE)
