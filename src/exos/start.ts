/** What every environment runs first. */
export const start = `
; Every environment begins at the first byte of the pad, and knows nothing. It asks who it is, gives its u-area a second
; address that is the same in every environment (so that pointers mean the same after a fork), and takes a stack. The
; word OWN_ROLE was put there by whoever made it; nobody made the first environment, so that its word is 0.
start:
        mov eax, CALL_GETEID
        int SYSTEM_CALL
        mov eax, edx
        call rowOf
        mov ecx, [eax + ENV_UAREA]
        shl ecx, 12
        or ecx, WRITABLE_PAGE
        mov edx, OWN
        call insertOwn
        mov ecx, WRITABLE_PAGE
        mov edx, STACK
        call insertOwn
        mov esp, STACK + PAGE_BYTES
        mov dword ptr [OWN_ENTFAULT], handler
        mov dword ptr [OWN_XSP], EXCEPTION_STACK
        mov eax, [OWN_ROLE]
        mov ecx, [names + eax*4]
        mov [OWN_NAME], ecx
        jmp dword ptr [roles + eax*4]

roles:  dd supervisor, alice, bob
names:  dd nameFirst, nameA, nameB, nameChildOfA, nameChildOfB
nameFirst: db "first", 0
nameA:  db "A", 0
nameB:  db "B", 0
nameChildOfA: db "child of A", 0
nameChildOfB: db "child of B", 0
`;
