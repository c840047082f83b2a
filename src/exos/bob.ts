/** B: it takes what is granted, lets go when it is asked, and lives on. */
export const bob = `
; bob: knows A by its name only, which is exposed, and believes nothing that A writes.
bob:
        call family
        mov eax, [OWN_PEER]
        call rowOf
        mov ecx, [eax + ENV_UAREA]
        shl ecx, 12
        or ecx, READ_ONLY_PAGE
        mov edx, SCRATCH
        mov eax, CALL_INSERT_PTE
        xor ebx, ebx
        xor esi, esi
        xor edi, edi
        int SYSTEM_CALL
        cmp eax, E_CAP_INSUFF
        jne failed
        push eax
        call line
        db "may not read A's memory: error %", 0
        call takeGrant
        push SHARED + GREETING
        push dword ptr [OWN_FRAME]
        call line
        db "finds frame % granted, reads: &", 0
        mov esi, answer
        mov edi, SHARED + ANSWER
        mov ecx, TEXT_MAX
        rep movsb
        mov dword ptr [SHARED + ANSWERED], 1
; A takes the grant back: the exposed row shows it, and binding the frame once more is refused.
        mov edi, [OWN_ROW]
        add edi, PAGE_ACL + 8
        xor esi, esi
        call waitUntil
        mov ecx, [SHARED_ENTRY]
        mov edx, SHARED + PAGE_BYTES
        mov eax, CALL_INSERT_PTE
        xor ebx, ebx
        xor edi, edi
        int SYSTEM_CALL
        cmp eax, E_CAP_INSUFF
        jne failed
        mov ecx, [OWN_ROW]
        push dword ptr [ecx + PAGE_READERS]
        push eax
        push dword ptr [OWN_FRAME]
        call line
        db "may bind frame % no more: error %, but has it still: % readers", 0
        mov edi, SHARED + ASKED
        mov esi, 1
        mov [SHARED + SEEN], esi
        call waitUntil
        call letGo
        push dword ptr [OWN_FRAME]
        call line
        db "was asked, lets go of frame %", 0
bobAcquire:
        mov eax, CALL_ACQUIRE
        mov ebx, 2
        mov ecx, [OWN_PEER]
        int SYSTEM_CALL
        cmp eax, E_NOT_FOUND
        jne bobAcquired
        call pause
        jmp bobAcquire
bobAcquired:
        test eax, eax
        jnz failed
        mov eax, CALL_INSERT_PTE
        mov ecx, [OWN_FRAME]
        shl ecx, 12
        or ecx, WRITABLE_PAGE
        mov edx, SHARED
        xor esi, esi
        xor edi, edi
        call must
        push dword ptr [OWN_FRAME]
        push ebx
        call line
        db "acquires what A offers in slot %, has frame % again", 0
; A dies: its id is stale, and the frame lives as long as somebody keeps it.
        mov eax, [OWN_PEER]
        call waitForDeath
        mov eax, CALL_YIELD
        mov ebx, [OWN_PEER]
        int SYSTEM_CALL
        cmp eax, E_BAD_ENV
        jne failed
        push eax
        push ebx
        call line
        db "A is gone: yielding to % is error %", 0
        mov dword ptr [SHARED], 4
        mov ecx, [OWN_ROW]
        push dword ptr [SHARED]
        push dword ptr [ecx + PAGE_READERS]
        push dword ptr [OWN_FRAME]
        call line
        db "frame % has % reader, takes writes: %", 0
        call letGo
        mov ecx, [OWN_ROW]
        cmp dword ptr [ecx + PAGE_STATUS], PAGE_IS_FREE
        mov eax, [ecx + PAGE_STATUS]
        jne failed
        push dword ptr [OWN_FRAME]
        call line
        db "lets go of frame %, which is free", 0
        call farewell
        xor eax, eax
        jmp leave

; takeGrant: looks through the exposed rows for a page of A's that names B, and binds it.
takeGrant:
        mov ecx, [USYSINFO + SYSINFO_KERNEL_FRAMES]
takeLook:
        mov edi, ecx
        shl edi, 6
        add edi, UPAGES
        cmp dword ptr [edi + PAGE_STATUS], PAGE_IS_USER
        jne takeNext
        cmp dword ptr [edi + PAGE_ACL], ALL_A
        jne takeNext
        cmp dword ptr [edi + PAGE_ACL + 8], WRITE_B
        je takeFound
takeNext:
        inc ecx
        cmp ecx, [USYSINFO + SYSINFO_FRAMES]
        jb takeLook
        call pause
        jmp takeGrant
takeFound:
        mov [OWN_FRAME], ecx
        mov [OWN_ROW], edi
        shl ecx, 12
        or ecx, WRITABLE_PAGE
        mov edx, SHARED
        jmp insertOwn

; letGo: unbinds the shared frame.
letGo:
        mov eax, CALL_REMOVE_VAS
        mov ebx, sharedAddress
        mov ecx, 1
        xor edx, edx
        xor esi, esi
        jmp must

sharedAddress: dd SHARED
answer: db "thank you, for a while", 0
`;
