/** A: it shares a frame with B, takes the grant back, and dies. */
export const alice = `
; alice: owns the frame that is shared. It believes nothing that B writes there: it waits for words and prints text.
alice:
        call family
        call farewell
        mov eax, CALL_ENV_FREE
        xor ebx, ebx
        mov ecx, [OWN_PEER]
        int SYSTEM_CALL
        cmp eax, E_CAP_INSUFF
        jne failed
        push eax
        call line
        db "may not destroy B: error %", 0
        mov ecx, WRITABLE_PAGE
        mov edx, SHARED
        call insertOwn
        mov eax, [SHARED_ENTRY]
        shr eax, 12
        mov [OWN_FRAME], eax
        shl eax, 6
        add eax, UPAGES
        mov [OWN_ROW], eax
        mov esi, greeting
        mov edi, SHARED + GREETING
        mov ecx, TEXT_MAX
        rep movsb
; A limit of one binding is a limit for everybody.
        mov edx, LIMIT_ONE
        call limit
        call must
        mov ecx, [SHARED_ENTRY]
        mov edx, SHARED + PAGE_BYTES
        mov eax, CALL_INSERT_PTE
        xor esi, esi
        xor edi, edi
        int SYSTEM_CALL
        cmp eax, E_SHARE
        jne failed
        push eax
        push dword ptr [OWN_FRAME]
        call line
        db "limits frame % to one reader: binding it again is error %", 0
        mov edx, LIMIT_ALL
        call limit
        call must
; The right to change an ACL is not in the weak capability of slot 1.
        mov ebx, 1
        mov esi, writeB
        call grant
        cmp eax, E_CAP_INSUFF
        jne failed
        push eax
        call line
        db "may not grant by slot 1: error %", 0
        mov esi, writeB
        call grantFreely
        push dword ptr [OWN_FRAME]
        call line
        db "grants frame % to B", 0
        mov edi, SHARED + ANSWERED
        mov esi, 1
        call waitUntil
        push SHARED + ANSWER
        call line
        db "reads: &", 0
; Taking the grant back stops new bindings. The one that B has is B's until B lets go.
        xor esi, esi
        call grantFreely
        push dword ptr [OWN_FRAME]
        call line
        db "takes the grant of frame % back", 0
        mov edx, LIMIT_ONE
        call limit
        int SYSTEM_CALL
        cmp eax, E_SHARE
        jne failed
        push eax
        call line
        db "cannot push B out: error %", 0
        mov edi, SHARED + SEEN
        mov esi, 1
        call waitUntil
        mov [SHARED + ASKED], esi
        mov edi, [OWN_ROW]
        add edi, PAGE_READERS
        call waitUntil
        call line
        db "asked for it, and is the only reader again", 0
; The other way to grant: a capability of a name below A's own, which only B may take. Its id comes last, since with it
; the offer stands; the kernel clears it when the offer is taken.
        mov esi, writeAB
        call grantFreely
        mov eax, [writeAB]
        mov [OWN_GCAP], eax
        mov eax, [OWN_PEER]
        mov [OWN_AENVID], eax
        call line
        db "offers B a capability for the frame", 0
        mov edi, OWN_AENVID
        xor esi, esi
        call waitUntil
        mov edi, [OWN_ROW]
        add edi, PAGE_READERS
        mov esi, 2
        call waitUntil
        call line
        db "dies", 0
        xor eax, eax
        jmp leave

; grantFreely: grant by slot 0, which has the right.
grantFreely:
        xor ebx, ebx
        call grant
        test eax, eax
        jnz failed
        ret

; grant: makes the capability at ESI entry 1 of the page's ACL, by slot EBX; 0 clears it. The caller looks at EAX.
grant:
        mov eax, CALL_PGACL_MOD
        mov ecx, [OWN_FRAME]
        mov edx, 1
        int SYSTEM_CALL
        ret

; limit: the words of the call that allows EDX readers and EDX writers.
limit:
        mov eax, CALL_PSTATE_MOD
        xor ebx, ebx
        mov ecx, [OWN_FRAME]
        mov esi, edx
        ret

writeB: dd WRITE_B, 0
writeAB: dd WRITE_AB, 0
greeting: db "a frame for two", 0
`;
