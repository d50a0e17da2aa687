// libgit2 can sign in to HTTP servers with Kerberos, and its static library asks for these functions. auditor offers
// no credentials but keys of the SSH agent (auditor/source/remote.cpp), so that they are never called: Kerberos's nine
// libraries need not be loaded. Each answers GSS_S_UNAVAILABLE.
enum { unavailable = 16U << 16U };

void* GSS_C_NT_HOSTBASED_SERVICE = 0;

unsigned gss_delete_sec_context(void);
unsigned gss_display_status(void);
unsigned gss_import_name(void);
unsigned gss_indicate_mechs(void);
unsigned gss_init_sec_context(void);
unsigned gss_release_buffer(void);
unsigned gss_release_name(void);
unsigned gss_release_oid_set(void);

unsigned gss_delete_sec_context(void) { return unavailable; }
unsigned gss_display_status(void) { return unavailable; }
unsigned gss_import_name(void) { return unavailable; }
unsigned gss_indicate_mechs(void) { return unavailable; }
unsigned gss_init_sec_context(void) { return unavailable; }
unsigned gss_release_buffer(void) { return unavailable; }
unsigned gss_release_name(void) { return unavailable; }
unsigned gss_release_oid_set(void) { return unavailable; }
