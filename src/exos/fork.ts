/** Fork, out of calls and of what the self-map shows. */
export const fork = `
; fork: makes an environment that goes on from here with the same memory. EAX becomes 0 in it, and its id in the caller.
; The child gets the caller's capability of slot 0 and no other.
fork:
        pushad
        mov [OWN_FORK_ESP], esp
        mov eax, CALL_ENV_ALLOC
        xor ebx, ebx
        call must
        mov [OWN_CHILD], edx
        mov eax, edx
        call rowOf
        mov ecx, [eax + ENV_UAREA]
        shl ecx, 12
        or ecx, WRITABLE_PAGE
        mov edx, OWN
        mov edi, [OWN_CHILD]
        call insert
        mov dword ptr [OWN_RUN], 0
        xor edi, edi
; The directory is the page table of the self-map's own region; EDI is the page.
forkTable:
        mov eax, edi
        shr eax, 10
        test byte ptr [UVPD + eax*4], ENTRY_PRESENT
        jnz forkPage
        add edi, PAGE_WORDS
        jmp forkNextTable
forkPage:
        mov eax, [UVPT + edi*4]
        call sharePage
        inc edi
        test edi, PAGE_WORDS - 1
        jnz forkPage
        call shareRun
forkNextTable:
        cmp edi, UTOP_PAGE
        jb forkTable
; The child's stack is the one of the caller as it was when its page became copy-on-write.
        mov eax, CALL_RDENV
        xor ebx, ebx
        mov ecx, [OWN_CHILD]
        mov edx, RECORD
        call must
        mov eax, [OWN_FORK_ESP]
        mov [RECORD + RECORD_ESP], eax
        mov dword ptr [RECORD + RECORD_EIP], forkChild
        mov eax, CALL_WRENV
        call must
        mov eax, CALL_WRU
        xor edx, edx
        mov esi, INHERITED_BYTES
        mov edi, OWN
        call must
; Time comes last: from here on the child runs.
        mov esi, ecx
        mov eax, CALL_QUANTUM_ALLOC
        mov ecx, QUANTUM_ANY
        call must
        popad
        mov eax, [OWN_CHILD]
        ret
forkChild:
        popad
        xor eax, eax
        ret

; sharePage: takes page EDI, whose entry is EAX, into the run of pages under way. Pages that have to be copied on a write
; are collected and go to the child in one call; the pad is in the child already, and so is its own u-area.
sharePage:
        test al, ENTRY_PRESENT
        jz shareRun
        cmp edi, PAD_PAGE
        je shareRun
        cmp edi, OWN_PAGE
        je shareRun
        test eax, ENTRY_WRITABLE + COPY_ON_WRITE
        jz shareForGood
        mov ecx, [OWN_RUN]
        test ecx, ecx
        jnz shareCollect
        mov edx, edi
        shl edx, 12
        mov [OWN_RUN_START], edx
shareCollect:
        and eax, 0 - 1 - SHARED_BITS
        or eax, COPY_ON_WRITE
        mov [ENTRIES + ecx*4], eax
        inc ecx
        mov [OWN_RUN], ecx
        cmp ecx, RANGE_COUNT_MAX
        je shareRun
        ret
; A page that nobody may write needs no copy, ever.
shareForGood:
        call shareRun
        mov ecx, [UVPT + edi*4]
        mov edx, edi
        shl edx, 12
        push edi
        mov edi, [OWN_CHILD]
        call insert
        pop edi
        ret

; shareRun: binds the collected pages in the child, and only then takes the caller's right to write: were it the other
; way round, a write in between would find one reader and make the page writable again. The stack may be among them, so
; that the next push after this is a fault and a copy.
shareRun:
        cmp dword ptr [OWN_RUN], 0
        je shareEnd
        push edi
        mov eax, CALL_INSERT_PTE_RANGE
        xor ebx, ebx
        mov ecx, ENTRIES
        mov edx, [OWN_RUN]
        mov esi, [OWN_RUN_START]
        xor edi, edi
        mov ebp, [OWN_CHILD]
        call must
        mov eax, CALL_MOD_PTE_RANGE
        mov ecx, BECOME_COPY_ON_WRITE
        mov edx, esi
        mov esi, [OWN_RUN]
        xor ebp, ebp
        call must
        mov [OWN_RUN], ebp
        pop edi
shareEnd:
        ret
`;
