# Embeds rules/ and schemas/ into the library, so that an installed auditor is one file.
# YAML and JSON are converted to MessagePack by the build-time tool `auditor_embed` (YAML is slow to parse at
# start-up); every other file is embedded as it is. The resource name is the path below the project's root.
function(auditor_embed_data target)
  file(GLOB_RECURSE inputs CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/rules/*.yaml ${PROJECT_SOURCE_DIR}/rules/*.bin ${PROJECT_SOURCE_DIR}/rules/*.json
    ${PROJECT_SOURCE_DIR}/rules/language/classifiers/*.tsv
    ${PROJECT_SOURCE_DIR}/schemas/*.json ${PROJECT_SOURCE_DIR}/auditor/report/templates/*)
  list(SORT inputs)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  add_custom_command(
    OUTPUT ${out}/resources.S ${out}/resources.cpp
    COMMAND auditor_embed ${PROJECT_SOURCE_DIR} ${out} ${inputs}
    DEPENDS auditor_embed ${inputs}
    COMMENT "Embedding rules and schemas"
    VERBATIM)
  target_sources(${target} PRIVATE ${out}/resources.S ${out}/resources.cpp)
  set_source_files_properties(${out}/resources.S PROPERTIES OBJECT_DEPENDS "${inputs}")
endfunction()
