/** The first environment: it makes two others, and leaves them alone. */
export const supervisor = `
; supervisor: holds the root capability, and hands none of it on.
supervisor:
        call tellFree
        mov [OWN_FREE], eax
        mov ebp, 1
        mov edx, allA
        call make
        mov ebp, 2
        mov edx, allB
        call make
        push dword ptr [OWN_MADE + 8]
        push dword ptr [OWN_MADE + 4]
        call line
        db "makes environments % (A) and % (B), which have nothing in common", 0
        mov ebp, 1
        mov edx, weakA
        call equip
        mov ebp, 2
        mov edx, weakB
        call equip
        mov eax, [OWN_MADE + 4]
        call waitForDeath
        mov eax, [OWN_MADE + 8]
        call waitForDeath
        call tellFree
        sub eax, [OWN_FREE]
        jne failed
        call line
        db "everything is back", 0
        jmp leave

; make: makes the environment of role EBP, guarded by the capability at EDX, which goes through slot EBP.
make:
        mov eax, CALL_FORGE
        xor ebx, ebx
        mov ecx, ebp
        xor esi, esi
        xor edi, edi
        call must
        mov eax, CALL_ENV_ALLOC
        mov ebx, ebp
        call must
        mov [OWN_MADE + ebp*4], edx
        ret

; equip: gives the environment of role EBP the weak capability at EDX in its slot 1, its role, the id of its peer, a
; u_status that lets it run, and a quantum under its own name.
equip:
        mov eax, CALL_FORGE
        xor ebx, ebx
        mov ecx, 1
        xor esi, esi
        mov edi, [OWN_MADE + ebp*4]
        call must
        mov ecx, edi
        mov eax, ebp
        mov edx, OWN_ROLE - OWN
        call tell
        mov eax, 3
        sub eax, ebp
        mov eax, [OWN_MADE + eax*4]
        mov edx, OWN_PEER - OWN
        call tell
        mov eax, 1
        mov edx, UAREA_STATUS
        call tell
        mov esi, ecx
        mov eax, CALL_QUANTUM_ALLOC
        mov ebx, ebp
        mov ecx, QUANTUM_ANY
        xor edx, edx
        jmp must

allA:   dd ALL_A, 0
allB:   dd ALL_B, 0
weakA:  dd WEAK_A, 0
weakB:  dd WEAK_B, 0
`;
